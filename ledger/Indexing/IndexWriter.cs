using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Takes the rows of committed entries and keeps the index in order behind the commits.</summary>
/// <remarks>One writer adds rows. One task in the background merges full memtables into runs and runs of like size into larger ones,
/// four at a time, so a lookup meets few of them and a row is copied a few times in all.</remarks>
internal sealed class IndexWriter : IAsyncDisposable
{
    /// <summary>How many sources one merge takes.</summary>
    public const int MergeWidth = 4;

    /// <summary>Full memtables that may wait for the background before writers do.</summary>
    public const int MaxSealed = 12;

    private readonly int _memtableRows;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _upkeep;

    private bool _isDisposed;

    // Replaced under _gate; read by anybody.
    private volatile IndexView _view;

    // Guarded by _gate: completed and replaced whenever the background has made a run.
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IndexWriter(int memtableRows)
    {
        _memtableRows = memtableRows;
        _view = new IndexView(new Memtable(0, memtableRows), [], []);
        _upkeep = Task.Run(UpkeepAsync);
    }

    public IndexView View => _view;

    /// <summary>Adds the row of the entry after the last one.</summary>
    public void Add(ReadOnlySpan<byte> key, EntryKind kind)
    {
        if (_view.Active.IsFull)
            Seal();
        _view.Active.Add(key, kind);
    }

    /// <summary>Waits while the background is so far behind that memory would grow without bound.</summary>
    public async ValueTask ThrottleAsync(CancellationToken cancellationToken)
    {
        while (Behind() is { } moved)
        {
            // If the background has failed, say so rather than wait for ever.
            if (await Task.WhenAny(moved, _upkeep).WaitAsync(cancellationToken).ConfigureAwait(false) == _upkeep)
                await _upkeep.ConfigureAwait(false);
        }
    }

    /// <summary>Bytes of memory in runs and memtables' keys, and rows in all: for measuring.</summary>
    public (long Bytes, long Rows) Measure()
    {
        IndexView now = _view;
        long bytes = 0, rows = 0;
        foreach (IndexRun run in now.Runs)
            (bytes, rows) = (bytes + run.ByteLength, rows + run.Count);
        foreach (Memtable table in (Memtable[])[now.Active, .. now.Sealed])
            (bytes, rows) = (bytes + table.KeyBytes + (_memtableRows * 32L), rows + table.Count);
        return (bytes, rows);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        _stopping.Dispose();
        _work.Dispose();
    }

    // The background's next step to wait for, or null if it keeps up.
    private Task? Behind()
    {
        if (_view.Sealed.Length < MaxSealed)
            return null;
        lock (_gate)
            return _view.Sealed.Length < MaxSealed ? null : _progress.Task;
    }

    private void Seal()
    {
        lock (_gate)
        {
            Memtable full = _view.Active;
            var next = new Memtable(full.FirstIndex + (ulong)full.Count, _memtableRows);
            _view = _view with { Active = next, Sealed = [full, .. _view.Sealed] };
        }

        _work.Release();
    }

    private async Task UpkeepAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stopping.Token).ConfigureAwait(false);
                if (_view.Sealed is [var newest, ..])
                    newest.SortedLists.Covering(newest.Count); // sorted once, for scans and for the merge
                while (_view.Sealed.Length >= MergeWidth)
                {
                    ToRun(_view.Sealed[^MergeWidth..]);
                    MergeLikeSizes(); // at once: a run that a larger one has overtaken would never be merged
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The index is in memory: there is nothing to finish.
        }
    }

    private void ToRun(Memtable[] oldest)
    {
        IndexRun run = IndexRun.Merge([.. oldest.SelectMany(t => t.SortedLists.Covering(t.Count).Reverse())]);
        TaskCompletionSource moved = _progress;
        lock (_gate)
        {
            _view = _view with { Sealed = _view.Sealed[..^oldest.Length], Runs = [run, .. _view.Runs] };
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.SetResult();
    }

    private void MergeLikeSizes()
    {
        while (_view.Runs is { Length: >= MergeWidth } runs && runs.Take(MergeWidth).All(r => Tier(r) == Tier(runs[0])))
        {
            IndexRun merged = IndexRun.Merge(runs.AsSpan(0, MergeWidth));
            lock (_gate)
                _view = _view with { Runs = [merged, .. _view.Runs[MergeWidth..]] };
        }
    }

    private int Tier(IndexRun run) => (int)Math.Log(Math.Max(1, (double)run.Count / _memtableRows / MergeWidth) * 1.001, MergeWidth);
}
