using System.Threading.Channels;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Puts waiting batches into the log, one append at a time, and tells each its place.</summary>
/// <remarks>
/// The order is the promise:
/// <list type="number">
/// <item>Take everything that waits, up to a bound: while one append is under way the next frame gathers (group commit).</item>
/// <item>Answer the requests that are in the log already. Give the others indexes, hash, compute the root, build the frame. Nobody sees this yet.</item>
/// <item>Append it on the condition that the segment ends where we believe.</item>
/// <item>Durable: take it into memory, publish the new snapshot, acknowledge.
/// Otherwise read on from there. Our batch id: it is durable after all. Another frame: take in what is there, and go back to 2, as a request may have been among it.
/// Nothing there: append again on the same condition, after a pause.</item>
/// </list>
/// </remarks>
internal sealed class Sequencer : IAsyncDisposable
{
    private const int MaxWaiting = 16_384;

    private readonly IBlobStore _store;
    private readonly LedgerOptions _options;
    private readonly StorageNames _names;
    private readonly LogApplier _applier;
    private readonly LogFollower _follower;
    private readonly ILogger _log;
    private readonly StagedFrame _staged = new();
    private readonly List<PendingBatch> _batches = [];
    private readonly GroupPlan _plan = new();
    private readonly TurnTaking _turns;
    private readonly Channel<PendingBatch> _waiting =
        Channel.CreateBounded<PendingBatch>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Task _loop;
    private volatile Snapshot _current;
    private long _currentAsOf;
    private long _asOf; // as _currentAsOf, of what is not published yet
    private bool _isUncertain;

    /// <param name="store">Where the log is.</param>
    /// <param name="options">Bounds, ids, time and chance.</param>
    /// <param name="names">The segments' names.</param>
    /// <param name="applier">Takes frames in.</param>
    /// <param name="follower">Reads what others have written.</param>
    /// <param name="openedAt">A time at which nothing was in the log that <paramref name="applier"/> lacks.</param>
    /// <param name="log">For reports.</param>
    public Sequencer(IBlobStore store, LedgerOptions options, StorageNames names, LogApplier applier, LogFollower follower, long openedAt, ILogger log)
    {
        _store = store;
        _options = options;
        _names = names;
        _applier = applier;
        _follower = follower;
        MaxBatchBytes = Math.Min(store.MaxAppendBytes, FrameCodec.MaxLength) - FrameCodec.HeaderLength;
        _log = log;
        _turns = new TurnTaking(options);
        _current = applier.Current;
        _currentAsOf = _asOf = openedAt;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The most bytes of entry records that one frame, and so one batch, takes.</summary>
    public int MaxBatchBytes { get; }

    /// <summary>The newest committed view that this process knows.</summary>
    public Snapshot Current => _current;

    /// <summary>When, by <see cref="LedgerOptions.Time"/>, nothing was in the log that <see cref="Current"/> lacks: <see cref="TimeProvider.GetTimestamp"/>.</summary>
    /// <remarks>Ask this first and then for what is current: that may be newer, never older.</remarks>
    public long CurrentAsOf => Volatile.Read(ref _currentAsOf);

    /// <summary>The requests with an id that are known, oldest first. While nothing is written.</summary>
    public IReadOnlyList<CommittedRequest> KnownRequests => _applier.Requests.ToArray();

    /// <summary>Called after commits, on the committing thread: must return at once.</summary>
    public Action? Committed { get; set; }

    /// <summary>Commits a batch.</summary>
    public ValueTask<Commit> CommitAsync(PendingBatch batch, CancellationToken cancellationToken) =>
        _waiting.Writer.TryWrite(batch) ? new(batch.Task) : WaitForRoomAsync(batch, cancellationToken);

    /// <summary>Takes in whatever other writers have committed by now.</summary>
    public async ValueTask<Snapshot> CatchUpAsync(CancellationToken cancellationToken)
    {
        // A batch without entries goes through the same queue, so that only one at a time touches the state.
        Commit done = await CommitAsync(new PendingBatch(default, 0, null, cancellationToken), cancellationToken).ConfigureAwait(false);
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
                    await FollowAsync().ConfigureAwait(false);
                    AnswerReads();
                }

                await CommitTakenAsync().ConfigureAwait(false);
                Publish();
                GroupPlan.Acknowledge(_batches, _current);
                if (_batches.Exists(b => b.Count > 0))
                    Committed?.Invoke();
            }
            catch (Exception e)
            {
                // Whoever waits hears of it, whatever it was; the next batch starts from what is durable.
                Publish();
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
            && (_batches.Count == 0 || (bytes + next.FrameBytes <= most && entries + next.Count <= _options.GroupEntries)))
        {
            _waiting.Reader.TryRead(out _);
            if (next.IsCancelled)
            {
                next.Cancel();
                continue;
            }

            _batches.Add(next);
            catchUp |= next.Count == 0;
            (bytes, entries) = (bytes + next.FrameBytes, entries + next.Count);
        }

        return catchUp;
    }

    private async ValueTask CommitTakenAsync()
    {
        while (HasToWrite())
        {
            await _applier.BeginWritingAsync().ConfigureAwait(false);
            await _turns.WaitAsync().ConfigureAwait(false);
            if (_isUncertain)
            {
                // A frame whose caller was told that nobody knows may be in the log by now.
                await FollowAsync().ConfigureAwait(false);
                continue;
            }

            if (await RollSegmentAsync().ConfigureAwait(false))
                continue;
            _staged.Stage(_applier.Current.Tail, _plan.ToWrite, _options.NewBatchId());                    // 2.
            long sentAt = _options.Time.GetTimestamp();
            AppendResult result = await AppendAsync().ConfigureAwait(false);                               // 3.
            if (result == AppendResult.Behind)
            {
                LedgerTelemetry.Conflicted(_names.Prefix);
                continue;                                                                                  // 4. somebody else was first
            }

            LedgerTelemetry.Appended(_names.Prefix, _staged.Header.Count);
            if (result == AppendResult.Landed)
                await TakeInAsync(sentAt).ConfigureAwait(false);                                           // 4. durable
            _turns.Won(sentAt);
            return;
        }
    }

    // Plans on the state as it is now, which whoever is answered at once may see.
    private bool HasToWrite()
    {
        Publish();
        _plan.Make(_batches, _current, _applier.Requests);
        return _plan.ToWrite.Count > 0;
    }

    private async ValueTask TakeInAsync(long sentAt)
    {
        await _applier.ApplyAsync(_staged, isOurs: true).ConfigureAwait(false);
        _asOf = sentAt; // then nothing was behind it; now there may be
    }

    private async ValueTask FollowAsync(UInt128? ours = null)
    {
        LogEnd end = _applier.Current.End;
        long startedAt = _options.Time.GetTimestamp();
        try
        {
            await _follower.FollowAsync(ours, CancellationToken.None).ConfigureAwait(false);
            (_asOf, _isUncertain) = (startedAt, false);
        }
        finally
        {
            if (_applier.Current.End != end && !_follower.HasTaken)
                _turns.OthersWrite();
        }
    }

    private void Publish()
    {
        _current = _applier.Current;
        Volatile.Write(ref _currentAsOf, _asOf);
    }

    // Afterwards the staged frame is in the log, or cannot get there any more.
    private async ValueTask<AppendResult> AppendAsync()
    {
        LogEnd end = _applier.Current.End;
        string segment = _names.Segment(end.Segment);
        UInt128 batchId = _staged.Header.BatchId;
        for (int tries = 1; ; tries++)
        {
            AppendOutcome outcome = await SendAsync(segment, end.Position, isFirst: tries == 1).ConfigureAwait(false);
            if (outcome == AppendOutcome.Appended)
                return AppendResult.Landed;

            // The append may have landed, now or in an earlier try whose answer was lost: look for our batch id before any retry. One read tells, and takes in what another has written.
            LedgerException? unread = null;
            try
            {
                await FollowAsync(batchId).ConfigureAwait(false);
            }
            catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable && _applier.IsWhole)
            {
                unread = e; // still unknown; the next try appends on the same condition, so it cannot write a second copy
            }

            if (_follower.HasTaken)
                return AppendResult.TakenIn;
            if (_applier.Current.End != end)
            {
                CommitLog.Behind(_log, _staged.Header.FirstIndex);
                return AppendResult.Behind;
            }

            if (outcome == AppendOutcome.PositionNotMet && unread is null)
                throw LedgerException.Corrupt($"{segment} is not {end.Position} bytes long, where the log should end");
            if (tries == Backoff.Tries)
            {
                _isUncertain = true;
                throw LedgerException.Unavailable(_staged.Header.Kind == FrameKind.Seal
                    ? $"the store did not say whether {segment} was closed; no entries were written"
                    : $"the store did not say whether {_staged.Header.Count} entries from {_staged.Header.FirstIndex} on were written: it is not known. With a request id, send the same again; without one, read first", unread);
            }

            await Task.Delay(Backoff.After(tries, _options.Jitter()), _options.Time).ConfigureAwait(false);
        }
    }

    // After a try of unknown outcome a store that fails says only that this try wrote nothing: the frame is as unknown as before.
    private async ValueTask<AppendOutcome> SendAsync(string segment, long position, bool isFirst)
    {
        try
        {
            return await _store.AppendAsync(segment, position, _staged.Bytes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerException e) when (!isFirst && e.Kind == LedgerErrorKind.Unavailable)
        {
            return AppendOutcome.Unknown;
        }
    }

    // Closes the segment when it is long enough and begins the next. True if that, or another writer, has changed where the log ends.
    private async ValueTask<bool> RollSegmentAsync()
    {
        LogEnd end = _applier.Current.End;
        if (end.Frames < _options.SegmentFrames && end.Position < _options.SegmentBytes)
            return false;
        _staged.StageSeal(_applier.Current.Tail, _options.NewBatchId());
        if (await AppendAsync().ConfigureAwait(false) == AppendResult.Landed)
            await _follower.BeginNextSegmentAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    // Who only reads has what was asked for, whatever becomes of the batches taken with it.
    private void AnswerReads()
    {
        Publish();
        foreach (PendingBatch read in _batches.Where(b => b.Count == 0))
            read.TrySetResult(new Commit(_current.Size, 0, _current));
    }

    private void Refuse(Exception e)
    {
        CommitLog.Refused(_log, _batches.Count, e);
        foreach (PendingBatch batch in _batches)
            batch.TrySetException(e);
    }
}
