using ImmuFunctions.Core.Index;
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
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly UpkeepPace _flushPace;
    private readonly UpkeepPace _mergePace;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _toFlush = new(0);
    private readonly SemaphoreSlim _toMerge = new(0);
    private readonly Task _flushing;
    private readonly Task _merging;
    private volatile bool _canMerge = true;
    private volatile TaskCompletionSource _merged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IndexUpkeep(
        IndexWriter writer, LiveManifest manifest, RunBuilder builder, RunFiles files, RetiredRuns retired, TileWriter tiles,
        StorageNames names, bool isShared, LedgerOptions options, ILogger log)
    {
        (_writer, _manifest, _builder, _files, _retired, _tiles) = (writer, manifest, builder, files, retired, tiles);
        (_names, _isShared, _time, _log) = (names, isShared, options.Time, log);
        _flushPace = new UpkeepPace(FlushShare, IsBehind, options.Time);
        _mergePace = new UpkeepPace(options.UpkeepShare, IsBehind, options.Time);
        writer.SliceCompleted = () => _toFlush.Release();
        _toMerge.Release(); // the last process may have left merges undone
        _flushing = Task.Run(FlushAllAsync);
        _merging = Task.Run(MergeAllAsync);
    }

    /// <summary>Whether no slice waits to become a run and no merge is due.</summary>
    public bool IsSettled => _writer.SliceCount == 0 && !RunPlan.TryNextMerge(SlicesOf(_manifest.Runs), out _);

    /// <summary>Stops at once: what is not done is done after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _writer.SliceCompleted = null;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_flushing, _merging).ConfigureAwait(false);
        _stopping.Dispose();
        _toFlush.Dispose();
        _toMerge.Dispose();
    }

    private bool IsBehind() => _writer.SliceCount >= UrgentSlices || _manifest.Runs.Count >= UrgentRuns;

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
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The rows are in the log.
        }
    }

    private async ValueTask FlushAsync(Slice slice)
    {
        if (_isShared)
            await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false); // another process may have done it
        if (_manifest.Size >= slice.To)
            return;

        await WaitForMergesAsync().ConfigureAwait(false);

        // A start from the manifest does not look at the log before it, so its tiles must be there.
        await _tiles.WhenWrittenAsync(_stopping.Token).ConfigureAwait(false);
        using var rows = new MergedRows([.. slice.Tables.Select(t => t.Cursor())]);
        RunInfo run = await _builder.WriteAsync(slice.From, slice.To, 1, rows, _flushPace, _stopping.Token).ConfigureAwait(false);
        UpkeepLog.Wrote(_log, _names.Run(run.From, run.To), run.Rows, run.Length);
        await _manifest.ChangeAsync(current => After(current, slice, run), _stopping.Token).ConfigureAwait(false);
        _toMerge.Release();
    }

    private async ValueTask WaitForMergesAsync()
    {
        while (true)
        {
            Task merged = _merged.Task; // before the look: a merge that ends in between is not missed
            if (_manifest.Runs.Count < MaxLiveRuns || !_canMerge)
                return;
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
            throw LedgerException.Unavailable($"{_manifest.Name} was removed or replaced while this process ran; restart to make the index again");
        }

        return slice.End.ToManifest([.. current?.Runs ?? [], run], _writer.HasValues);
    }

    private async Task MergeAllAsync()
    {
        try
        {
            while (true)
            {
                await _toMerge.WaitAsync(_retired.TimeToNext(), _stopping.Token).ConfigureAwait(false);
                await InsistAsync(MergeDueAsync, MergeFailed).ConfigureAwait(false);
                await _retired.DeleteDueAsync(_manifest, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The manifest names the runs as they are.
        }
    }

    private async ValueTask MergeDueAsync()
    {
        if (_isShared && RunPlan.TryNextMerge(SlicesOf(_manifest.Runs), out _))
            await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false);
        while (RunPlan.TryNextMerge(SlicesOf(_manifest.Runs), out Range due))
            await MergeAsync([.. _manifest.Runs.Take(due)]).ConfigureAwait(false);
        _canMerge = true;
    }

    private async ValueTask MergeAsync(RunInfo[] inputs)
    {
        using var rows = new MergedRows([.. inputs.Select(_files.Cursor)]);
        RunInfo merged = await _builder
            .WriteAsync(inputs[0].From, inputs[^1].To, inputs.Sum(r => r.Slices), rows, _mergePace, _stopping.Token).ConfigureAwait(false);
        UpkeepLog.Wrote(_log, _names.Run(merged.From, merged.To), merged.Rows, merged.Length);

        bool swapped = await _manifest.ChangeAsync(current => With(current, inputs, merged), _stopping.Token).ConfigureAwait(false);
        if (swapped)
            await _retired.AddAsync(inputs, alsoUnknown: _isShared && merged.From == 0, _manifest, _stopping.Token).ConfigureAwait(false);
        TellMerged();
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
            catch (Exception e) when (e is LedgerException or RunGoneException)
            {
                failed(pause, e);
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
                if (e is RunGoneException)
                    await ReloadIfPossibleAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ReloadIfPossibleAsync()
    {
        try
        {
            await _manifest.ReloadAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (LedgerException)
        {
            // The step that follows meets the same and reports it.
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
