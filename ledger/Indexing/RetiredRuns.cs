using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Runs that were merged into others, kept for a while for readers of older snapshots, then deleted.</summary>
/// <remarks>
/// Only a run that lies within a larger live run is ever deleted. Runs only grow together, so such a run cannot be named again: a process that is
/// about to name it began from an older manifest, and its swap fails. A run that no manifest names and no larger one covers may be about to be named; it stays.
/// </remarks>
internal sealed class RetiredRuns(IBlobStore store, StorageNames names, TimeSpan grace, TimeProvider time, ILogger log)
{
    // A timer takes no more than some weeks.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // One task uses this.
    private readonly Queue<Retired> _waiting = new();

    /// <summary>Whether <paramref name="run"/> lies within a larger one of <paramref name="live"/>.</summary>
    public static bool IsSuperseded((ulong From, ulong To) run, IEnumerable<RunInfo> live) =>
        live.Any(r => r.From <= run.From && run.To <= r.To && (r.From != run.From || r.To != run.To));

    /// <summary>Until the next run is due, or a day if that is sooner; infinite if none waits.</summary>
    public TimeSpan TimeToNext()
    {
        if (!_waiting.TryPeek(out Retired next))
            return Timeout.InfiniteTimeSpan;
        TimeSpan left = grace - time.GetElapsedTime(next.Since);
        return left > LongestWait ? LongestWait : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Takes in runs that were merged.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="alsoUnknown">Whether to look for others in the store: of processes that died.</param>
    /// <param name="manifest">Says what is live.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async ValueTask AddAsync(IEnumerable<(ulong From, ulong To)> runs, bool alsoUnknown, LiveManifest manifest, CancellationToken cancellationToken)
    {
        foreach ((ulong from, ulong to) in runs)
        {
            // What is still live (the merge came to nothing) has its grace when it is merged away; the next listing finds it then.
            if (IsSuperseded((from, to), manifest.Runs))
                _waiting.Enqueue(new Retired(from, to, time.GetTimestamp()));
        }

        if (!alsoUnknown)
            return;

        try
        {
            await foreach (BlobInfo blob in store.ListAsync(names.Index, cancellationToken).ConfigureAwait(false))
            {
                if (RunName.TryParse(names.Local(blob.Name), out ulong from, out ulong to)
                    && IsSuperseded((from, to), manifest.Runs)
                    && !_waiting.Any(r => r.From == from && r.To == to))
                {
                    _waiting.Enqueue(new Retired(from, to, time.GetTimestamp())); // from now: it may have been live when the listing began
                }
            }
        }
        catch (LedgerException e)
        {
            UpkeepLog.NotDeleted(log, names.Index, e); // the merge itself has been done; the next one lists again
        }
    }

    /// <summary>Deletes what has waited long enough.</summary>
    public async ValueTask DeleteDueAsync(LiveManifest manifest, CancellationToken cancellationToken)
    {
        if (TimeToNext() != TimeSpan.Zero)
            return;
        try
        {
            await manifest.ReloadAsync(cancellationToken).ConfigureAwait(false);
            while (TimeToNext() == TimeSpan.Zero && _waiting.TryPeek(out Retired run))
            {
                if (IsSuperseded((run.From, run.To), manifest.Runs))
                {
                    await store.DeleteAsync(names.Run(run.From, run.To), cancellationToken).ConfigureAwait(false);
                    UpkeepLog.Deleted(log, names.Run(run.From, run.To));
                }

                _waiting.Dequeue();
            }
        }
        catch (LedgerException e)
        {
            // It takes room and does no harm.
            _waiting.Dequeue();
            UpkeepLog.NotDeleted(log, names.Index, e);
        }
    }

    private readonly record struct Retired(ulong From, ulong To, long Since);
}
