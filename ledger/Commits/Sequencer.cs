using System.Threading.Channels;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Puts waiting batches into the log, one append at a time, and tells each its place.</summary>
/// <remarks>
/// The order is the promise:
/// <list type="number">
/// <item>Take everything that waits, up to a bound: while one append is under way the next frame gathers (group commit).</item>
/// <item>Give indexes, hash, compute the root, build the frame. Nobody sees this yet.</item>
/// <item>Append it on the condition that the segment ends where we believe.</item>
/// <item>Durable: take it into memory, publish the new snapshot, acknowledge.
/// Somebody else was first: take in what they wrote, build our frame again behind it.
/// Unknown: look for our batch id at that place before anything else.</item>
/// </list>
/// </remarks>
internal sealed class Sequencer : IAsyncDisposable
{
    private const int MaxWaiting = 16_384;
    private const int MaxUnknownTries = 5;

    private readonly IBlobStore _store;
    private readonly LedgerOptions _options;
    private readonly StorageNames _names;
    private readonly LogApplier _applier;
    private readonly LogFollower _follower;
    private readonly ILogger _log;
    private readonly StagedFrame _staged = new();
    private readonly List<PendingBatch> _batches = [];
    private readonly Channel<PendingBatch> _waiting =
        Channel.CreateBounded<PendingBatch>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Task _loop;
    private volatile Snapshot _current;

    public Sequencer(IBlobStore store, LedgerOptions options, StorageNames names, LogApplier applier, LogFollower follower, ILogger log)
    {
        _store = store;
        _options = options;
        _names = names;
        _applier = applier;
        _follower = follower;
        MaxBatchBytes = Math.Min(store.MaxAppendBytes, FrameCodec.MaxLength) - FrameCodec.HeaderLength;
        _log = log;
        _current = applier.Current;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The most bytes of entry records that one frame, and so one batch, takes.</summary>
    public int MaxBatchBytes { get; }

    /// <summary>The newest committed view that this process knows.</summary>
    public Snapshot Current => _current;

    /// <summary>Commits a batch.</summary>
    public ValueTask<Commit> CommitAsync(PendingBatch batch, CancellationToken cancellationToken) =>
        _waiting.Writer.TryWrite(batch) ? new(batch.Task) : WaitForRoomAsync(batch, cancellationToken);

    /// <summary>Takes in whatever other writers have committed by now.</summary>
    public async ValueTask<Snapshot> CatchUpAsync(CancellationToken cancellationToken)
    {
        // A batch without entries goes through the same queue, so that only one at a time touches the state.
        Commit done = await CommitAsync(new PendingBatch(default, 0, cancellationToken), cancellationToken).ConfigureAwait(false);
        return done.Snapshot;
    }

    /// <summary>Commits what is waiting, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async ValueTask<Commit> WaitForRoomAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            return await batch.Task.ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw LedgerException.Unavailable("the ledger is closing", e);
        }
    }

    private async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                bool catchUp = TakeWaiting();
                if (catchUp)
                {
                    await _follower.FollowAsync(CancellationToken.None).ConfigureAwait(false);
                    AnswerReads();
                }

                if (_batches.Exists(b => b.Count > 0))
                    await CommitTakenAsync().ConfigureAwait(false);
                _current = _applier.Current;
                Acknowledge();
            }
            catch (Exception e)
            {
                // Whoever waits hears of it, whatever it was; the next batch starts from what is durable.
                _current = _applier.Current;
                Refuse(e);
            }
        }
    }

    // 1. Everything that waits, up to a bound. Returns whether somebody asks for other writers' frames.
    private bool TakeWaiting()
    {
        _batches.Clear();
        long bytes = 0, entries = 0, most = Math.Min(_options.GroupBytes, MaxBatchBytes);
        bool catchUp = false;
        while (_waiting.Reader.TryPeek(out PendingBatch? next)
            && (_batches.Count == 0 || (bytes + next.EncodedBytes <= most && entries + next.Count <= _options.GroupEntries)))
        {
            _waiting.Reader.TryRead(out _);
            if (next.IsCancelled)
            {
                next.Cancel();
                continue;
            }

            _batches.Add(next);
            catchUp |= next.Count == 0;
            (bytes, entries) = (bytes + next.EncodedBytes, entries + next.Count);
        }

        return catchUp;
    }

    private async ValueTask CommitTakenAsync()
    {
        await _applier.BeginWritingAsync().ConfigureAwait(false);
        while (true)
        {
            await RollSegmentAsync().ConfigureAwait(false);
            _staged.Stage(_applier.Current.Tail, _batches, _options.NewBatchId());                        // 2.
            if (await AppendAsync().ConfigureAwait(false))                                            // 3.
                break;
            CommitLog.Behind(_log, _applier.Current.Size);
            await _follower.FollowAsync(CancellationToken.None).ConfigureAwait(false);                 // 4. somebody else was first
        }

        await _applier.ApplyAsync(_staged).ConfigureAwait(false);                                       // 4. durable
    }

    // True: the staged frame is in the log. False: another frame is in its place.
    private async ValueTask<bool> AppendAsync()
    {
        LogEnd end = _applier.Current.End;
        string segment = _names.Segment(end.Segment);
        for (int unknown = 0; ; unknown++)
        {
            AppendOutcome outcome;
            try
            {
                outcome = await _store.AppendAsync(segment, end.Position, _staged.Bytes, CancellationToken.None).ConfigureAwait(false);
            }
            catch (LedgerException e) when (unknown > 0 && e.Kind == LedgerErrorKind.Unavailable)
            {
                outcome = AppendOutcome.Unknown; // this try wrote nothing; an earlier one, whose answer was lost, may still
            }

            if (outcome == AppendOutcome.Appended)
                return true;

            // The append may have landed, now or in an earlier try whose answer was lost: look for our batch id before any retry.
            UInt128? found = null;
            LedgerException? unread = null;
            try
            {
                found = await _follower.PeekAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
            {
                unread = e; // still unknown; the next try appends on the same condition, so it cannot write a second copy
            }

            if (found == _staged.Header.BatchId)
                return true;
            if (found is not null)
                return false;
            if (outcome == AppendOutcome.PositionNotMet && unread is null)
                throw LedgerException.Corrupt($"{segment} is not {end.Position} bytes long, where the log should end");
            if (unknown == MaxUnknownTries)
                throw LedgerException.Unavailable($"the store did not say whether {_staged.Header.Count} entries from {_staged.Header.FirstIndex} on were written", unread);
            await Task.Delay(TimeSpan.FromMilliseconds(50 << unknown), _options.Time).ConfigureAwait(false);
        }
    }

    // Closes the segment when it is long enough and begins the next.
    private async ValueTask RollSegmentAsync()
    {
        while (_applier.Current.End is { } end && (end.Frames >= _options.SegmentFrames || end.Position >= _options.SegmentBytes))
        {
            _staged.StageSeal(_applier.Current.Tail, _options.NewBatchId());
            if (await AppendAsync().ConfigureAwait(false))
                await _follower.BeginNextSegmentAsync(CancellationToken.None).ConfigureAwait(false);
            else
                await _follower.FollowAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Who only reads has what was asked for, whatever becomes of the batches taken with it.
    private void AnswerReads()
    {
        _current = _applier.Current;
        foreach (PendingBatch read in _batches.Where(b => b.Count == 0))
            read.TrySetResult(new Commit(_current.Size, 0, _current));
    }

    private void Acknowledge()
    {
        Snapshot snapshot = _current;
        ulong first = _staged.Header.FirstIndex;
        foreach (PendingBatch batch in _batches)
        {
            batch.TrySetResult(new Commit(first, batch.Count, snapshot));
            first += (ulong)batch.Count;
        }
    }

    private void Refuse(Exception e)
    {
        CommitLog.Refused(_log, _batches.Count, e);
        foreach (PendingBatch batch in _batches)
            batch.TrySetException(e);
    }
}
