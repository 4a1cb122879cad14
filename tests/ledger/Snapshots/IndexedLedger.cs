using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>A ledger whose index is put together by the test: these entries in runs, those in memtables.</summary>
internal sealed class IndexedLedger
{
    private static readonly StorageNames Names = new("");

    private readonly List<Snapshot> _written = [];
    private readonly List<EntryPosition> _positions = [];
    private readonly LedgerCache _cache = new(64 << 20);

    /// <summary>Where the log is, and the runs.</summary>
    public CountingStore Store { get; } = new(new MemoryStore());

    public EntryModel Model { get; } = new();

    /// <summary>Sizes that there were snapshots of.</summary>
    public IReadOnlyList<ulong> Sizes => [.. _written.Select(s => s.Size)];

    /// <summary>What a snapshot is given when a run is gone; none if null.</summary>
    public IndexView? Newest { get; set; }

    /// <summary>How often it has been given.</summary>
    public int Refreshes { get; private set; }

    public static async Task<IndexedLedger> WriteAsync(IEnumerable<EntryDraft[]> batches)
    {
        var written = new IndexedLedger();
        await using LedgerEngine engine = await TestLedger.OpenAsync(written.Store, TestLedger.OneSegment);
        foreach (EntryDraft[] batch in batches)
        {
            Snapshot snapshot = (await engine.AppendAsync(batch, Ct)).Snapshot;
            written._written.Add(snapshot);
            foreach (EntryDraft draft in batch)
            {
                written.Model.Add(draft);
                written._positions.Add((await snapshot.LatestAsync(draft.Key, written.Model.Size, Ct))!.Value.Position);
            }
        }

        return written;
    }

    /// <summary>A view of the index: runs that end at <paramref name="runEnds"/>, then memtables.</summary>
    /// <param name="runEnds">Ascending.</param>
    /// <param name="tableStarts">Ascending; the first not beyond the end of the runs: what lies before that is in both.</param>
    public async Task<IndexView> ViewAsync(ulong[] runEnds, params ulong[] tableStarts)
    {
        var runs = new List<RunInfo>();
        foreach (ulong end in runEnds)
            runs.Add(await PutRunAsync(runs.Count == 0 ? 0 : runs[^1].To, end));
        Memtable[] tables = [.. tableStarts.Select((from, i) => Table(from, i + 1 < tableStarts.Length ? tableStarts[i + 1] : Model.Size)).Reverse()];
        return new IndexView(tables[0], tables[1..], new RunSet(runs, new RunFiles(Store, Names, _cache), runEnds.LastOrDefault()));
    }

    /// <summary>The snapshot of a size, reading from <paramref name="view"/>.</summary>
    public Snapshot At(ulong size, IndexView view)
    {
        var positions = new PositionTiles(Store, new DerivedBlobs(Store), Names, _cache, NullLogger.Instance);
        var entries = new LogEntries(Store, Names, positions);
        var tiles = new HashTiles(new DerivedBlobs(Store), Names, _cache, entries, NullLogger.Instance);
        var reader = new SnapshotReader(tiles, positions, entries, Names, null, RefreshAsync) { HasValueIndex = true };
        Snapshot written = _written.First(s => s.Size == size);
        return new Snapshot(reader, written.Tail, new PositionPage(ulong.MaxValue), view, written.End);
    }

    public Snapshot Now(IndexView view) => At(Model.Size, view);

    /// <summary>The same view with nothing read yet.</summary>
    public IndexView Cold(IndexView view) =>
        view with { Runs = view.Runs with { Files = new RunFiles(Store, Names, new LedgerCache(64 << 20)) } };

    /// <summary>Operations since the last look that concern the index.</summary>
    public string[] TakeIndexReads()
    {
        string[] reads = [.. Store.Operations.Where(o => o.Contains(RunName.Folder, StringComparison.Ordinal))];
        Store.Forget();
        return reads;
    }

    /// <summary>Puts other bytes in the place of a run, or nothing.</summary>
    public async Task ReplaceAsync(RunInfo run, byte[]? bytes)
    {
        await Store.DeleteAsync(RunName.Format(run.From, run.To), Ct);
        if (bytes is not null)
            await Store.PutAsync(RunName.Format(run.From, run.To), bytes, PutCondition.IfAbsent, PutDurability.Derived, Ct);
    }

    private async Task<RunInfo> PutRunAsync(ulong from, ulong to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(from, to, 1, bytes);
        IRowCursor rows = Table(from, to).Cursor();
        await rows.SeekAsync(default, Ct);
        while (rows.IsValid)
        {
            writer.Add(rows.Row);
            await rows.NextAsync(Ct);
        }

        RunInfo run = writer.Finish();
        await ReplaceAsync(run, bytes.WrittenSpan.ToArray());
        return run;
    }

    private Memtable Table(ulong from, ulong to)
    {
        var table = new Memtable(from, 3 * Math.Max(1, (int)(to - from)));
        foreach (ModelEntry entry in Model.Entries.Skip((int)from).Take((int)(to - from)))
            table.Add(entry.Kind, entry.Key, entry.Value, _positions[(int)entry.Index], withValue: true);
        return table;
    }

    private ValueTask<IndexView> RefreshAsync(CancellationToken cancellationToken)
    {
        Refreshes++;
        return new(Newest ?? throw new InvalidOperationException("nobody should ask"));
    }
}
