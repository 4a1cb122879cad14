using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>The checkpoint that a store shows the world.</summary>
public static class PublishedCheckpoint
{
    /// <summary>Reads it, as it lies there: whoever uses it checks its signature.</summary>
    /// <param name="store">Where the ledger lies; it need not be open.</param>
    /// <param name="prefix">The ledger's; see <see cref="LedgerOptions.Prefix"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>A signed note, or null if none was published yet.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(IBlobStore store, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        BlobContent? blob = await store.GetAsync(new StorageNames(prefix).Checkpoint, cancellationToken).ConfigureAwait(false);
        return blob?.Bytes;
    }
}
