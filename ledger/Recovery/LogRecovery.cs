using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Recovery;

/// <summary>Reads the whole log at the start, checks every byte of it, and brings everything in memory up to its end.</summary>
/// <remarks>A segment that was changed, shortened, left out or put in twice stops the start with an error that names it.
/// Only bytes at the very end that were never acknowledged are cut.</remarks>
internal sealed class LogRecovery(IBlobStore store, StorageNames names, LogApplier applier, LogFollower follower, TileWriter tiles, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<ulong> _begun = [0];
    private long _started;
    private long _reported;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<ulong> segments = await ListSegmentsAsync(cancellationToken).ConfigureAwait(false);
        StoredTiles stored = await StoredTiles.ListAsync(store, names, cancellationToken).ConfigureAwait(false);
        tiles.Stored = stored;
        _started = _reported = time.GetTimestamp();

        if (segments.Count == 0)
            await store.CreateAppendBlobAsync(names.Segment(0), cancellationToken).ConfigureAwait(false);
        else if (segments[0] != 0)
            throw LedgerException.Corrupt($"{names.Segment(0)} is missing: the log begins with {names.Segment(segments[0])}");

        FrameFault fault = await follower.FollowAsync(Note, cancellationToken).ConfigureAwait(false);
        await RequireAllReadAsync(segments, fault, cancellationToken).ConfigureAwait(false);
        if (fault != FrameFault.None)
            await new TornTail(store, names, log).CutAsync(applier.Current, fault, cancellationToken).ConfigureAwait(false);
        if (stored.FirstBeyond(applier.Current.Size, names) is { } beyond)
        {
            throw LedgerException.Corrupt(
                $"{beyond} is about entries past {applier.Current.Size}, where {names.Segment(applier.Current.End.Segment)} ends: the end of the log is missing. Restore it; entries were lost.");
        }

        tiles.Stored = null;
        RecoveryLog.Done(log, applier.Current.Size, _begun.Count, time.GetElapsedTime(_started));
    }

    private async Task<List<ulong>> ListSegmentsAsync(CancellationToken cancellationToken)
    {
        var segments = new List<ulong>();
        await foreach (BlobInfo blob in store.ListAsync(names.Segments, cancellationToken).ConfigureAwait(false))
        {
            if (SegmentName.TryParse(names.Local(blob.Name), out ulong first))
                segments.Add(first);
            else
                RecoveryLog.Stranger(log, blob.Name);
        }

        return segments;
    }

    private void Note(Snapshot taken)
    {
        _begun.Add(taken.End.Segment);
        if (time.GetElapsedTime(_reported) < ReportEvery)
            return;
        _reported = time.GetTimestamp();
        RecoveryLog.Progress(log, taken.Size, names.Segment(taken.End.Segment));
    }

    private async Task RequireAllReadAsync(List<ulong> segments, FrameFault fault, CancellationToken cancellationToken)
    {
        LogEnd end = applier.Current.End;
        _begun.Add(end.Segment);
        ulong[] unread = [.. segments.Where(s => !_begun.Contains(s))];
        if (unread.Length == 0)
            return;

        string ended = fault == FrameFault.None ? "ends" : $"cannot be read on ({fault})";
        if (store.IsExclusive && end.Position == 0 && !segments.Contains(end.Segment))
            await store.DeleteAsync(names.Segment(end.Segment), cancellationToken).ConfigureAwait(false); // begun by us just now
        throw LedgerException.Corrupt(
            $"{names.Segment(unread[0])} does not follow from the log before it: that {ended} in {names.Segment(end.Segment)} at byte {end.Position}, after {applier.Current.Size} entries, with no segment of the name in between. A segment was cut, removed or copied.");
    }
}
