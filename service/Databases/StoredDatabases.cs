using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Service.Databases;

/// <summary>The databases whose ledgers lie in a store, for those who read it without opening the accounts.</summary>
public static class StoredDatabases
{
    /// <summary>The names of the databases for whose ledgers <paramref name="store"/> has a folder, <see cref="DatabaseCatalog.SystemName"/> among them, in no order.
    /// Folders of other names are passed over.</summary>
    /// <exception cref="LedgerException">The store does not answer.</exception>
    public static async IAsyncEnumerable<string> ListAsync(IBlobStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (string folder in store.ListFoldersAsync(cancellationToken).ConfigureAwait(false))
        {
            if (DatabaseFolder.TryParse(folder, out string? name))
                yield return name;
        }
    }
}
