using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Takes the rows of committed entries and keeps the index in order behind the commits.</summary>
/// <remarks>One writer adds rows. One task in the background merges full memtables into runs and runs of like size into larger ones,
/// four at a time, so a lookup meets few of them and a row is copied a few times in all.</remarks>
internal sealed class IndexWriter : IAsyncDisposable
{
    private const int MergeWidth = 4;
    private const int MaxSealed = 12;

    private readonly int memtableRows;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim work = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task upkeep;

    private bool isDisposed;

    // Replaced under gate; read by anybody.
    private volatile IndexView view;

    // Guarded by gate: completed and replaced whenever the background has made a run.
    private TaskCompletionSource progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IndexWriter(int memtableRows)
    {
        this.memtableRows = memtableRows;
        view = new IndexView(new Memtable(0, memtableRows), [], []);
        upkeep = Task.Run(UpkeepAsync);
    }

    public IndexView View => view;

    /// <summary>Adds the row of the entry after the last one.</summary>
    public void Add(ReadOnlySpan<byte> key, EntryKind kind)
    {
        if (view.Active.IsFull)
            Seal();
        view.Active.Add(key, kind);
    }

    /// <summary>Waits while the background is so far behind that memory would grow without bound.</summary>
    public async ValueTask ThrottleAsync(CancellationToken cancellationToken)
    {
        while (Behind() is { } moved)
        {
            // If the background has failed, say so rather than wait for ever.
            if (await Task.WhenAny(moved, upkeep).WaitAsync(cancellationToken).ConfigureAwait(false) == upkeep)
                await upkeep.ConfigureAwait(false);
        }
    }

    /// <summary>Bytes of memory in runs and memtables' keys, and rows in all: for measuring.</summary>
    public (long Bytes, long Rows) Measure()
    {
        IndexView now = view;
        long bytes = 0, rows = 0;
        foreach (IndexRun run in now.Runs)
            (bytes, rows) = (bytes + run.ByteLength, rows + run.Count);
        foreach (Memtable table in (Memtable[])[now.Active, .. now.Sealed])
            (bytes, rows) = (bytes + table.KeyBytes + (memtableRows * 32L), rows + table.Count);
        return (bytes, rows);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        await upkeep.ConfigureAwait(false);
        stopping.Dispose();
        work.Dispose();
    }

    // The background's next step to wait for, or null if it keeps up.
    private Task? Behind()
    {
        if (view.Sealed.Length < MaxSealed)
            return null;
        lock (gate)
            return view.Sealed.Length < MaxSealed ? null : progress.Task;
    }

    private void Seal()
    {
        lock (gate)
        {
            Memtable full = view.Active;
            var next = new Memtable(full.FirstIndex + (ulong)full.Count, memtableRows);
            view = view with { Active = next, Sealed = [full, .. view.Sealed] };
        }

        work.Release();
    }

    private async Task UpkeepAsync()
    {
        try
        {
            while (true)
            {
                await work.WaitAsync(stopping.Token).ConfigureAwait(false);
                if (view.Sealed is [var newest, ..])
                    newest.SortedLists.Covering(newest.Count); // sorted once, for scans and for the merge
                while (view.Sealed.Length >= MergeWidth)
                    ToRun(view.Sealed[^MergeWidth..]);
                MergeLikeSizes();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The index is in memory: there is nothing to finish.
        }
    }

    private void ToRun(Memtable[] oldest)
    {
        IndexRun run = IndexRun.Merge([.. oldest.SelectMany(t => t.SortedLists.Covering(t.Count).Reverse())]);
        TaskCompletionSource moved = progress;
        lock (gate)
        {
            view = view with { Sealed = view.Sealed[..^oldest.Length], Runs = [run, .. view.Runs] };
            progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.SetResult();
    }

    private void MergeLikeSizes()
    {
        while (view.Runs is { Length: >= MergeWidth } runs && runs.Take(MergeWidth).All(r => Tier(r) == Tier(runs[0])))
        {
            IndexRun merged = IndexRun.Merge(runs.AsSpan(0, MergeWidth));
            lock (gate)
                view = view with { Runs = [merged, .. view.Runs[MergeWidth..]] };
        }
    }

    private int Tier(IndexRun run) => (int)Math.Log(Math.Max(1, (double)run.Count / memtableRows / MergeWidth) * 1.001, MergeWidth);
}
