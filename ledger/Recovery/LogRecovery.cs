using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Recovery;

/// <summary>Brings everything in memory up to the log's end: from a manifest on, or from the log's beginning if there is none.</summary>
/// <remarks>Every byte read is checked: a segment that was changed, shortened, left out or put in twice stops the start with an error that names it.
/// Only bytes at the very end that were never acknowledged are cut. What lies before the manifest's end is not read here; it is checked when it is read.</remarks>
/// <param name="store">Where the log lies.</param>
/// <param name="names">Its blobs' names.</param>
/// <param name="from">Where <paramref name="applier"/> begins; null for an empty log.</param>
/// <param name="applier">Takes the frames in.</param>
/// <param name="follower">Reads them.</param>
/// <param name="tiles">Writes missing tiles.</param>
/// <param name="time">For reports.</param>
/// <param name="log">For reports.</param>
internal sealed class LogRecovery(
    IBlobStore store, StorageNames names, Manifest? from, LogApplier applier, LogFollower follower, TileWriter tiles, TimeProvider time, ILogger log)
{
    // The whole tail of a usual slice in one read.
    private const int PieceBytes = 8 << 20;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<ulong> _begun = [from?.Segment ?? 0];
    private long _started;
    private long _reported;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _started = _reported = time.GetTimestamp();
        if (store.IsExclusive)
            await RunExclusivelyAsync(cancellationToken).ConfigureAwait(false);
        else
            await RunSharedAsync(cancellationToken).ConfigureAwait(false);
        RecoveryLog.Done(log, applier.Current.Size - (from?.Size ?? 0), _begun.Count, time.GetElapsedTime(_started));
    }

    // A folder can be listed for nothing, so what is missing or does not belong there is found at once.
    private async Task RunExclusivelyAsync(CancellationToken cancellationToken)
    {
        List<ulong> segments = await ListSegmentsAsync(cancellationToken).ConfigureAwait(false);
        StoredTiles stored = await StoredTiles.ListAsync(store, names, from?.Size ?? 0, cancellationToken).ConfigureAwait(false);
        tiles.Stored = stored;

        if (segments.Count == 0 && from is null)
            await store.CreateAppendBlobAsync(names.Segment(0), cancellationToken).ConfigureAwait(false);
        else if (segments.Count == 0 || segments[0] != 0)
            throw LedgerException.Corrupt($"{names.Segment(0)} is missing: the log {(segments.Count == 0 ? "is gone" : $"begins with {names.Segment(segments[0])}")}");

        FrameFault fault = await FollowAsync(cancellationToken).ConfigureAwait(false);
        await RequireAllReadAsync(segments, fault, cancellationToken).ConfigureAwait(false);
        await CutTornTailAsync(fault, cancellationToken).ConfigureAwait(false);
        if (stored.FirstBeyond(applier.Current.Size, names) is { } beyond)
        {
            throw LedgerException.Corrupt(
                $"{beyond} is about entries past {applier.Current.Size}, where {names.Segment(applier.Current.End.Segment)} ends: the end of the log is missing. Restore it; entries were lost.");
        }

        tiles.Stored = null;
    }

    // On a store that charges for operations nothing is listed and nothing is written: whoever writes next also writes the tiles.
    private async Task RunSharedAsync(CancellationToken cancellationToken)
    {
        FrameFault fault = await FollowAsync(cancellationToken).ConfigureAwait(false);
        await CutTornTailAsync(fault, cancellationToken).ConfigureAwait(false);
        if (applier.Current.End is { Segment: 0, Position: 0 })
            await store.CreateAppendBlobAsync(names.Segment(0), cancellationToken).ConfigureAwait(false);
    }

    private async Task<FrameFault> FollowAsync(CancellationToken cancellationToken)
    {
        FrameReader reader;
        if (from is null)
        {
            reader = new FrameReader(store, names.Segment(0), 0, PieceBytes);
        }
        else
        {
            reader = new FrameReader(store, names.Segment(from.Segment), from.LastFrame, PieceBytes);
            await RequireAnchorAsync(reader, from, cancellationToken).ConfigureAwait(false);
        }

        return await follower.FollowAsync(reader, Note, cancellationToken).ConfigureAwait(false);
    }

    // The manifest's last frame is read again: it must end where, and with the root that, the manifest says.
    private async ValueTask RequireAnchorAsync(FrameReader reader, Manifest manifest, CancellationToken cancellationToken)
    {
        string segment = names.Segment(manifest.Segment);
        if (!await reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
        {
            throw LedgerException.Corrupt(
                $"{segment} holds no frame at byte {manifest.LastFrame} ({reader.Fault}), where {names.Manifest} has seen entry {manifest.Size - 1}: the end of the log is missing, or was changed. Restore it. If the log is whole, {names.Manifest} is not this log's: then delete the folder {names.Index} and restart to have it made again.");
        }

        FrameHeader header = reader.Header;
        if (header.FirstIndex + (ulong)header.Count != manifest.Size || header.RootAfter != manifest.Root || reader.NextPosition != manifest.Position)
        {
            throw LedgerException.Corrupt(
                $"{names.Manifest} does not belong to this log: of {manifest.Size} entries it says the root is {manifest.Root}; the frame at byte {manifest.LastFrame} of {segment} ends after {header.FirstIndex + (ulong)header.Count} entries with root {header.RootAfter}. Delete the folder {names.Index} and restart to have it made again from the log.");
        }
    }

    private async ValueTask CutTornTailAsync(FrameFault fault, CancellationToken cancellationToken)
    {
        if (fault != FrameFault.None)
            await new TornTail(store, names, log).CutAsync(applier.Current, fault, cancellationToken).ConfigureAwait(false);
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
        ulong[] unread = [.. segments.Where(s => s >= (from?.Segment ?? 0) && !_begun.Contains(s))];
        if (unread.Length == 0)
            return;

        string ended = fault == FrameFault.None ? "ends" : $"cannot be read on ({fault})";
        if (end.Position == 0 && !segments.Contains(end.Segment))
            await store.DeleteAsync(names.Segment(end.Segment), cancellationToken).ConfigureAwait(false); // begun by us just now
        throw LedgerException.Corrupt(
            $"{names.Segment(unread[0])} does not follow from the log before it: that {ended} in {names.Segment(end.Segment)} at byte {end.Position}, after {applier.Current.Size} entries, with no segment of the name in between. A segment was cut, removed or copied.");
    }
}
