using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Reads frames that lie past the end this process knows, and takes them in.</summary>
internal sealed class LogFollower(IBlobStore store, StorageNames names, LogApplier applier)
{
    // Other writers' frames, a few at a time, with one buffer. A start reads in larger pieces.
    private const int PieceBytes = 64 << 10;

    private readonly StagedFrame _staged = new();
    private FrameReader? _reader;
    private UInt128? _ours;

    /// <summary>Whether the frame of entries that was looked out for has been taken in.</summary>
    public bool HasTaken { get; private set; }

    /// <summary>Takes in what other writers have committed since, and what this one has without being told.</summary>
    /// <param name="ours">Names a frame to look out for.</param>
    /// <param name="cancellationToken">Stops between two frames.</param>
    /// <remarks>One read, if no more than a piece is there. After a failure, too, what has been taken in has been: see <see cref="HasTaken"/>.</remarks>
    /// <exception cref="LedgerException">Corrupt: what they wrote is not a log.</exception>
    public async ValueTask FollowAsync(UInt128? ours, CancellationToken cancellationToken)
    {
        (_ours, HasTaken) = (ours, false);
        LogEnd end = applier.Current.End;
        _reader ??= new FrameReader(store, names.Segment(end.Segment), end.Position, PieceBytes);
        _reader.GoTo(names.Segment(end.Segment), end.Position);
        FrameFault fault = await FollowAsync(_reader, static _ => { }, cancellationToken).ConfigureAwait(false);
        if (fault != FrameFault.None)
            throw LedgerException.Corrupt($"{names.Segment(applier.Current.End.Segment)} was changed: no frame begins at byte {applier.Current.End.Position}, after {applier.Current.Size} entries ({fault})");
    }

    /// <summary>Takes in every whole frame from the known end on, across segments.</summary>
    /// <param name="reader">Stands before the frame at the known end.</param>
    /// <param name="taken">Told after every frame.</param>
    /// <param name="cancellationToken">Stops between two frames.</param>
    /// <returns>What stopped it: <see cref="FrameFault.None"/> at the log's end, otherwise what lies at <see cref="Snapshot.End"/> is no frame.</returns>
    /// <exception cref="LedgerException">Corrupt: a frame does not follow from the log before it.</exception>
    public async ValueTask<FrameFault> FollowAsync(FrameReader reader, Action<Snapshot> taken, CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isSealed = false;
            while (!isSealed && await reader.TryReadAsync(cancellationToken).ConfigureAwait(false))
            {
                isSealed = await TakeAsync(reader, cancellationToken).ConfigureAwait(false);
                taken(applier.Current);
            }

            if (!isSealed)
                return reader.Fault;
            await RequireSealIsLastAsync(reader, cancellationToken).ConfigureAwait(false);
            await BeginNextSegmentAsync(cancellationToken).ConfigureAwait(false);
            reader.GoTo(names.Segment(applier.Current.End.Segment), 0);
        }
    }

    /// <summary>After a seal: goes on in the next segment.</summary>
    /// <remarks>If that cannot be created, the known end stays before the seal: the next commit meets it there and comes here again.</remarks>
    public async ValueTask BeginNextSegmentAsync(CancellationToken cancellationToken)
    {
        // Whoever comes first creates it; a crash between seal and creation is mended by the next one to pass here.
        await store.CreateAppendBlobAsync(names.Segment(applier.Current.Size), cancellationToken).ConfigureAwait(false);
        applier.BeginSegment();
    }

    // True if the frame was a seal.
    private async ValueTask<bool> TakeAsync(FrameReader reader, CancellationToken cancellationToken)
    {
        string? fault = _staged.TryStage(applier.Current.Tail, reader);
        if (fault is not null)
        {
            throw LedgerException.Corrupt(
                $"{names.Segment(applier.Current.End.Segment)} was changed: the frame at byte {reader.FramePosition}, after {applier.Current.Size} entries, does not fit: {fault}");
        }

        if (reader.Header.Kind == FrameKind.Seal)
            return true;

        await applier.ThrottleAsync(cancellationToken).ConfigureAwait(false);
        await applier.ApplyAsync(_staged).ConfigureAwait(false);
        HasTaken |= _staged.Header.BatchId == _ours;
        return false;
    }

    private async ValueTask RequireSealIsLastAsync(FrameReader reader, CancellationToken cancellationToken)
    {
        if (await reader.TryReadAsync(cancellationToken).ConfigureAwait(false) || reader.Fault != FrameFault.None)
            throw LedgerException.Corrupt($"{names.Segment(applier.Current.End.Segment)} was changed: bytes follow the seal, from byte {reader.FramePosition} on");
    }
}
