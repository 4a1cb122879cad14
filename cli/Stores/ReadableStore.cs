using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Cli.Stores;

/// <summary>A store that is only read: a folder that a host may have open meanwhile, or an account.</summary>
internal sealed class ReadableStore : IAsyncDisposable
{
    private readonly OpenStore? _account;

    private ReadableStore(IBlobStore blobs, string place, OpenStore? account) => (Blobs, Place, _account) = (blobs, place, account);

    /// <summary>What lies there.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The place in words, without secrets.</summary>
    public string Place { get; }

    /// <summary>Opens a store.</summary>
    /// <exception cref="Ledger.LedgerException">NotFound: there is no such folder or container. Unavailable: the account does not answer.</exception>
    public static async Task<ReadableStore> OpenAsync(StorePlace place, CancellationToken cancellationToken)
    {
        if (place.Kind == StoreKind.Folder)
            return new ReadableStore(FolderReader.Open(place.Folder), place.ToString(), null);
        OpenStore account = await OpenStore.OpenExistingAsync(place, NullLoggerFactory.Instance, cancellationToken);
        return new ReadableStore(account.Blobs, account.Place, account);
    }

    // By these a database is seen whose log is gone: that is no reason to pass it over.
    private static readonly string[] Remains = ["checkpoint", "index/manifest", "tile/0/000", "positions/000"];

    /// <summary>The databases that lie there, the one of the accounts included, in the order of their names.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<StoredDatabase>> DatabasesAsync(CancellationToken cancellationToken)
    {
        var found = new List<StoredDatabase>();
        // An account lists only folders with a log; those that every ledger has are looked for in any case.
        var folders = new HashSet<string>(StringComparer.Ordinal) { DatabaseFolder.Of(DatabaseCatalog.DefaultName), DatabaseFolder.Of(DatabaseCatalog.SystemName) };
        await foreach (string folder in Blobs.ListFoldersAsync(cancellationToken))
            folders.Add(folder);
        foreach (string folder in folders)
        {
            if (DatabaseFolder.TryParse(folder, out string? name) && await IsDatabaseAsync(folder + "/", cancellationToken))
                found.Add(new StoredDatabase(name, folder + "/"));
        }

        return [.. found.OrderBy(d => d.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Blobs.DisposeAsync();
        if (_account is not null)
            await _account.DisposeAsync();
    }

    private async Task<bool> IsDatabaseAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (BlobInfo _ in Blobs.ListAsync(prefix + "log/", cancellationToken))
            return true;
        foreach (string name in Remains)
        {
            if (await Blobs.ReadAsync(prefix + name, 0, new byte[1], cancellationToken) >= 0)
                return true;
        }

        return false;
    }
}
