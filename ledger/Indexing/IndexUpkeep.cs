using System.Collections.Concurrent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Moves complete slices from memory into runs, and merges runs, behind the commits.</summary>
/// <remarks>
/// <para>Every step is: write a run, swap the manifest, publish. A run is not visible before a manifest names it, and a manifest names only runs
/// that are whole and durable, so a process may die anywhere. Runs are functions of the log: what is half done is simply done again, by this or another process, with the same bytes.</para>
/// <para>Two tasks: flushing must not wait behind a long merge.</para>
/// </remarks>
internal sealed class IndexUpkeep : IAsyncDisposable
{
    /// <summary>Most live runs: beyond it flushing waits for merging.</summary>
    public const int MaxLiveRuns = 12;

    private const int UrgentSlices = 3;
    private const int UrgentRuns = 9;
    private const double FlushShare = 0.5;

    // After several tries in vain writers are refused rather than left waiting.
    private static readonly TimeSpan Persistent = TimeSpan.FromSeconds(1);

    private readonly IndexWriter _writer;
    private readonly LiveManifest _manifest;
    private readonly RunBuilder _builder;
    private readonly RunFiles _files;
    private readonly RetiredRuns _retired;
    private readonly TileWriter _tiles;
    private readonly StorageNames _names;
    private readonly bool _isShared;
    private readonly TimeSpan _othersFirst;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly UpkeepPace _flushPace;
    private readonly UpkeepPace _mergePace;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _toFlush = new(0);
    private readonly SemaphoreSlim _toMerge = new(0);

    // Runs that may be superfluous, noted before the swap that decides it: its answer may be lost and another task see the outcome first. A flushed run
    // is one of them: after a lost answer its slice is written again, and the run may have been merged away and deleted meanwhile. The merging task takes them out.
    private readonly ConcurrentQueue<(ulong From, ulong To)> _outlived = new();
    private readonly Task _flushing;
    private readonly Task _merging;
    private ITimer? _due; // of the merging task
    private volatile bool _canMerge = true;
    private int _hurrying; // callers of TrySettleAsync
    private volatile TaskCompletionSource _merged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IndexUpkeep(
        IndexWriter writer, LiveManifest manifest, RunBuilder builder, RunFiles files, RetiredRuns retired, TileWriter tiles,
        StorageNames names, bool isShared, LedgerOptions options, ILogger log)
    {
        (_writer, _manifest, _builder, _files, _retired, _tiles) = (writer, manifest, builder, files, retired, tiles);
        (_names, _isShared, _othersFirst, _time, _log) = (names, isShared, options.OthersFirst, options.Time, log);
        _flushPace = new UpkeepPace(FlushShare, IsUrgent, options.Time);
        _mergePace = new UpkeepPace(options.UpkeepShare, IsUrgent, options.Time);
        writer.SliceCompleted = () => _toFlush.Release();
        _toMerge.Release(); // the last process may have left merges undone
        _flushing = Task.Run(FlushAllAsync);
        _merging = Task.Run(MergeAllAsync);
    }

    /// <summary>Whether no slice waits to become a run and no merge is due.</summary>
    public bool IsSettled => _writer.SliceCount == 0 && NextMerge() is null;

    /// <summary>Does what is due now, without rests, also what another process has begun and may have died over.</summary>
    /// <param name="cancellationToken">When the time is up.</param>
    /// <returns>Whether nothing is left; false: the time was up, or this process stops.</returns>
    public async ValueTask<bool> TrySettleAsync(CancellationToken cancellationToken)
    {
        if (IsSettled)
            return true;
        Interlocked.Increment(ref _hurrying);
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            while (true)
            {
                Task moved = _writer.Moved; // before the look: what is done in between is not missed
                if (IsSettled)
                    return true;
                _toMerge.Release(); // each time: what another process has flushed may make a merge due that nobody here was told of
                await moved.WaitAsync(over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return IsSettled;
        }
        finally
        {
            Interlocked.Decrement(ref _hurrying);
        }
    }

    /// <summary>Stops at once: what is not done is done after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _writer.SliceCompleted = null;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_flushing, _merging).ConfigureAwait(false);
        if (_due is not null)
            await _due.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _toFlush.Dispose();
        _toMerge.Dispose();
    }

    private bool IsBehind() => _writer.SliceCount >= UrgentSlices || _manifest.Runs.Count >= UrgentRuns;

    private bool IsUrgent() => Volatile.Read(ref _hurrying) > 0 || IsBehind();

    private async Task FlushAllAsync()
    {
        try
        {
            while (true)
            {
                await _toFlush.WaitAsync(_stopping.Token).ConfigureAwait(false);
                while (_writer.Oldest is { } slice)
                    await InsistAsync(() => FlushAsync(slice), FlushFailed).ConfigureAwait(false);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The rows are in the log.
        }
    }

    private async ValueTask FlushAsync(Slice slice)
    {
        if (_isShared)
            await LetOthersAsync(slice).ConfigureAwait(false);
        if (_manifest.Size >= slice.To)
        {
            _tiles.LetGo(_manifest.Size);
            return;
        }

        await WaitForMergesAsync().ConfigureAwait(false);

        // A start from the manifest does not look at the log before it, so its tiles must be there.
        await _tiles.WhenWrittenAsync(_stopping.Token).ConfigureAwait(false);
        using MergedRows rows = MergedRows.Of([.. slice.Tables.Select(t => t.Cursor())]);
        RunInfo run = await _builder.WriteAsync(slice.From, slice.To, 1, rows, _flushPace, _stopping.Token).ConfigureAwait(false);
        UpkeepLog.Wrote(_log, _names.Run(run.From, run.To), run.Rows, run.Length);
        LedgerTelemetry.Flushed(_names.Prefix);
        _outlived.Enqueue((run.From, run.To));
        try
        {
            await _manifest.ChangeAsync(current => After(current, slice, run), _stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            _toMerge.Release();
        }
    }

    // Every process that reads the log could make the run. The one that ended the slice does; it may have died.
    private async ValueTask LetOthersAsync(Slice slice)
    {
        if (!slice.IsOurs && !IsBehind())
            await Task.Delay(_othersFirst, _time, _stopping.Token).ConfigureAwait(false);
        await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false);
    }

    private async ValueTask WaitForMergesAsync()
    {
        while (true)
        {
            Task merged = _merged.Task; // before the look: a merge that ends in between is not missed
            if (_manifest.Runs.Count < MaxLiveRuns || !_canMerge)
                return;
            _toMerge.Release(); // the runs may be those of a process that has died since
            await merged.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
    }

    private Manifest? After(Manifest? current, Slice slice, RunInfo run)
    {
        ulong size = current?.Size ?? 0;
        if (size >= slice.To)
            return null;
        if (size != slice.From || (current is not null && current.HasValues != _writer.HasValues))
        {
            UpkeepLog.Gap(_log, slice.From, slice.To, _manifest.Name, size);
            throw _manifest.Replaced();
        }

        return slice.End.ToManifest([.. current?.Runs ?? [], run], _writer.HasValues);
    }

    private async Task MergeAllAsync()
    {
        try
        {
            while (true)
            {
                await WaitToMergeAsync().ConfigureAwait(false);
                await InsistAsync(MergeDueAsync, MergeFailed).ConfigureAwait(false);
                await _retired.DeleteDueAsync(_manifest, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The manifest names the runs as they are.
        }
    }

    // Until there may be something to merge, or a merged run has been kept long enough.
    private async ValueTask WaitToMergeAsync()
    {
        TimeSpan left = _retired.TimeToNext();
        if (left == TimeSpan.Zero)
        {
            await _toMerge.WaitAsync(TimeSpan.Zero, _stopping.Token).ConfigureAwait(false);
            return;
        }

        if (left != Timeout.InfiniteTimeSpan)
            _due ??= _time.CreateTimer(static toMerge => ((SemaphoreSlim)toMerge!).Release(), _toMerge, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _due?.Change(left, Timeout.InfiniteTimeSpan);
        await _toMerge.WaitAsync(_stopping.Token).ConfigureAwait(false);
    }

    private async ValueTask MergeDueAsync()
    {
        if (_isShared && NextMerge() is not null)
            await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false);
        while (NextMerge() is { } inputs)
        {
            try
            {
                await MergeAsync(inputs).ConfigureAwait(false);
            }
            catch (RunGoneException e) when (_isShared)
            {
                // Another process has merged it, most likely. What is gone and still live is missing.
                await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false);
                if (_manifest.Runs.Any(r => _names.Run(r.From, r.To) == e.Name))
                    throw;
            }
        }

        _canMerge = true;
        TellMerged();
        await RetireAsync(alsoUnknown: false).ConfigureAwait(false);
    }

    // Whatever of it is still live stays.
    private async ValueTask RetireAsync(bool alsoUnknown)
    {
        var outlived = new HashSet<(ulong From, ulong To)>();
        while (_outlived.TryDequeue(out (ulong From, ulong To) run))
            outlived.Add(run);
        if (outlived.Count > 0)
            await _retired.AddAsync(outlived, alsoUnknown, _manifest, _stopping.Token).ConfigureAwait(false);
    }

    // Null if the runs are as planned. After merges have failed for long there may be more runs than are merged at once: then the newest of them.
    private RunInfo[]? NextMerge()
    {
        IReadOnlyList<RunInfo> runs = _manifest.Runs;
        return RunPlan.TryNextMerge(SlicesOf(runs), out Range due) ? [.. runs.Take(due).TakeLast(MergedRows.MaxCursors)] : null;
    }

    private async ValueTask MergeAsync(RunInfo[] inputs)
    {
        using var rows = new MergedRows([.. inputs.Select(_files.Cursor)]);
        RunInfo merged = await _builder
            .WriteAsync(inputs[0].From, inputs[^1].To, inputs.Sum(r => r.Slices), rows, _mergePace, _stopping.Token).ConfigureAwait(false);
        UpkeepLog.Wrote(_log, _names.Run(merged.From, merged.To), merged.Rows, merged.Length);
        LedgerTelemetry.Merged(_names.Prefix);

        foreach (RunInfo input in inputs)
            _outlived.Enqueue((input.From, input.To));
        bool swapped = await _manifest.ChangeAsync(current => With(current, inputs, merged), _stopping.Token).ConfigureAwait(false);
        TellMerged();

        if (!swapped && RetiredRuns.IsSuperseded((merged.From, merged.To), _manifest.Runs))
            _outlived.Enqueue((merged.From, merged.To)); // this process was stopped for long: others have gone on
        await RetireAsync(alsoUnknown: swapped && _isShared && merged.From == 0).ConfigureAwait(false);
    }

    private void TellMerged()
    {
        TaskCompletionSource before = _merged;
        _merged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    // Null if the inputs are no longer there: another process has merged them.
    private static Manifest? With(Manifest? current, RunInfo[] inputs, RunInfo merged)
    {
        if (current is null)
            return null;
        List<RunInfo> runs = [.. current.Runs];
        int at = runs.FindIndex(r => r.From == inputs[0].From && r.To == inputs[0].To);
        if (at < 0 || at + inputs.Length > runs.Count || !Enumerable.Range(0, inputs.Length).All(i => runs[at + i].To == inputs[i].To))
            return null;
        runs.RemoveRange(at, inputs.Length);
        runs.Insert(at, merged);
        return current with { Runs = runs };
    }

    private static int[] SlicesOf(IReadOnlyList<RunInfo> runs) => [.. runs.Select(r => r.Slices)];

    // Again and again, with longer and longer pauses: derived data may be late, never given up.
    private async ValueTask InsistAsync(Func<ValueTask> step, Action<TimeSpan, Exception> failed)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = TimeSpan.FromSeconds(Math.Min(30, pause.TotalSeconds * 2)))
        {
            try
            {
                await step().ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                // Of whatever kind: if this task ended, nobody would hear of it, and writers would wait for ever.
                failed(pause, e);
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private void FlushFailed(TimeSpan pause, Exception e)
    {
        if (pause >= Persistent)
            _writer.NoteFailure(e);
        UpkeepLog.Failed(_log, pause, e);
    }

    private void MergeFailed(TimeSpan pause, Exception e)
    {
        // Flushing goes on without merges: more runs make reads slower, a full memory would end writing.
        _canMerge = false;
        TellMerged();
        UpkeepLog.CannotMerge(_log, pause, e);
    }
}
