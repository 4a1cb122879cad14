using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Finds what a start can go on from, or decides that the index is to be made again.</summary>
internal sealed class IndexOpening(IBlobStore store, StorageNames names, ManifestStore manifests, ILogger log)
{
    /// <summary>The manifest to begin with, and whether rows for values are kept.</summary>
    /// <param name="wanted">Whether entries should be found by value; null for as it was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>No manifest if the whole log is to be read.</returns>
    public async ValueTask<(StoredManifest? Found, bool HasValues)> RunAsync(bool? wanted, CancellationToken cancellationToken)
    {
        StoredManifest? found = await manifests.LoadAsync(cancellationToken).ConfigureAwait(false);
        bool hasValues = await ValueIndexSetting.ResolveAsync(store, names, wanted, found?.Manifest.HasValues, cancellationToken).ConfigureAwait(false);
        if (found is null || await ReasonAgainstAsync(found.Manifest, hasValues, cancellationToken).ConfigureAwait(false) is not { } reason)
            return (found, hasValues);

        UpkeepLog.Rebuilding(log, reason);
        await manifests.DeleteAsync(cancellationToken).ConfigureAwait(false);
        return (null, hasValues);
    }

    private async ValueTask<string?> ReasonAgainstAsync(Manifest manifest, bool hasValues, CancellationToken cancellationToken)
    {
        if (manifest.HasValues != hasValues)
            return hasValues ? "entries shall be found by value" : "entries shall no longer be found by value";
        return store.IsExclusive ? await MissingAsync(manifest, cancellationToken).ConfigureAwait(false) : null;
    }

    // Nobody else reads an exclusive store, so what has been merged away can go at once, too.
    private async ValueTask<string?> MissingAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (BlobInfo blob in store.ListAsync(names.Index, cancellationToken).ConfigureAwait(false))
            lengths[blob.Name] = blob.Length;

        foreach (RunInfo run in manifest.Runs)
        {
            string name = names.Run(run.From, run.To);
            if (!lengths.TryGetValue(name, out long length))
                return $"{name} is missing";
            if (length < run.Length)
                return $"{name} is {length} bytes long, not {run.Length}";
        }

        foreach (string name in lengths.Keys)
        {
            if (RunName.TryParse(names.Local(name), out ulong from, out ulong to) && RetiredRuns.IsSuperseded((from, to), manifest.Runs))
                await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
