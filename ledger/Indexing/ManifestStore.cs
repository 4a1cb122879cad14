using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Reads the manifest, and replaces it by compare-and-swap.</summary>
internal sealed class ManifestStore(IBlobStore store, StorageNames names)
{
    public string Name => names.Manifest;

    /// <summary>The manifest, or null if there is none.</summary>
    /// <exception cref="LedgerException">Corrupt: it was changed.</exception>
    public async ValueTask<StoredManifest?> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(Name, cancellationToken).ConfigureAwait(false) is not { } blob)
            return null;
        RunFault fault = ManifestCodec.TryDecode(blob.Bytes.Span, out Manifest? manifest);
        return manifest is not null
            ? new StoredManifest(manifest, blob.Version)
            : throw LedgerException.Corrupt($"{Name} was changed ({fault}). Delete the folder {names.Index} to have it made again from the log.");
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="current"/>.</summary>
    /// <param name="next">The new manifest.</param>
    /// <param name="current">What is there, as far as the caller knows; null for nothing.</param>
    /// <param name="cancellationToken">Observed before the swap.</param>
    /// <returns>Null if something else is there by now.</returns>
    /// <exception cref="LedgerException">Unavailable: it may have been replaced or not; load it again.</exception>
    public async ValueTask<StoredManifest?> TryReplaceAsync(Manifest next, StoredManifest? current, CancellationToken cancellationToken)
    {
        PutCondition condition = current is null ? PutCondition.IfAbsent : PutCondition.IfMatch(current.Version);
        string? version = await store.PutAsync(Name, ManifestCodec.Encode(next), condition, PutDurability.Durable, cancellationToken).ConfigureAwait(false);
        return version is null ? null : new StoredManifest(next, version);
    }

    /// <summary>Removes the manifest, so that the index is made again.</summary>
    public ValueTask<bool> DeleteAsync(CancellationToken cancellationToken) => store.DeleteAsync(Name, cancellationToken);
}
