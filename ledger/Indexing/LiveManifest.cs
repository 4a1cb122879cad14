using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The manifest as this process knows it, and the only way to change it: compare, swap, publish.</summary>
/// <param name="manifests">Where it lies.</param>
/// <param name="writer">Is told of every new list of runs.</param>
/// <param name="files">Reads the runs.</param>
/// <param name="opened">The manifest found at the start, which <paramref name="writer"/> already has; null for none.</param>
/// <param name="isShared">Whether other processes change it, too.</param>
internal sealed class LiveManifest(ManifestStore manifests, IndexWriter writer, RunFiles files, StoredManifest? opened, bool isShared) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    // Written under _gate.
    private volatile StoredManifest? _stored = opened;
    private bool _isUncertain;

    public string Name => manifests.Name;

    /// <summary>What is known; null if there is no manifest yet.</summary>
    public Manifest? Current => _stored?.Manifest;

    /// <summary>Entries that runs cover.</summary>
    public ulong Size => Current?.Size ?? 0;

    /// <summary>Live runs, oldest first.</summary>
    public IReadOnlyList<RunInfo> Runs => Current?.Runs ?? [];

    /// <summary>Takes in what other processes have made of it.</summary>
    /// <exception cref="LedgerException">Unavailable: what is there now does not go on from what was known; that stays.</exception>
    public async ValueTask ReloadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes the manifest.</summary>
    /// <param name="change">Given what is there (null for nothing), makes what should be there, or null if nothing is to be done. Called again when another process was first.</param>
    /// <param name="cancellationToken">Observed before the swap.</param>
    /// <returns>Whether the swap took place; false if there was nothing to do.</returns>
    public async ValueTask<bool> ChangeAsync(Func<Manifest?, Manifest?> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isUncertain)
                await LoadAsync(cancellationToken).ConfigureAwait(false);
            while (change(Current) is { } next)
            {
                _isUncertain = true; // until the answer is here: a failure may hide a success
                StoredManifest? swapped = await manifests.TryReplaceAsync(next, _stored, cancellationToken).ConfigureAwait(false);
                if (swapped is not null)
                {
                    Take(swapped);
                    return true;
                }

                _isUncertain = false;
                await LoadAsync(cancellationToken).ConfigureAwait(false);
            }

            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is thrown when the index is no longer the one this process began with.</summary>
    public LedgerException Replaced() =>
        LedgerException.Unavailable($"{Name} was removed or replaced while this process ran; restart to make the index again");

    public void Dispose() => _gate.Dispose();

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        StoredManifest? loaded = await manifests.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (loaded is null)
            _stored = null; // removed under us: the next swap puts a new one, or finds that it cannot
        else if (loaded.Version != _stored?.Version)
            Take(Follows(loaded.Manifest) ? loaded : throw Replaced());
        _isUncertain = false;
    }

    // The rows of what runs cover are no longer in memory: with an older manifest, as of a process that makes the index again, or another log's, keys would be missing in silence.
    private bool Follows(Manifest loaded)
    {
        RunSet known = writer.View.Runs;
        return (isShared || _isUncertain)
            && loaded.Size >= known.Size
            && loaded.HasValues == writer.HasValues
            && !known.OldestFirst.Any(mine => loaded.Runs.Any(r => r.From == mine.From && r.To == mine.To && r.Root != mine.Root));
    }

    private void Take(StoredManifest stored)
    {
        _stored = stored;
        _isUncertain = false;
        writer.Adopt(new RunSet(stored.Manifest.Runs, files, stored.Manifest.Size));
    }
}
