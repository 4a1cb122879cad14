using System.Globalization;
using System.Numerics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Bench.Costs;

/// <summary>How many operations of the store each action takes: what a cloud store is paid by.</summary>
internal sealed class CostsBenchmark
{
    private const int TileWidth = 256;
    private const int LevelsPerTile = 8;
    private const int ListedReads = 12;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    // Longer than a run that was merged away is kept on a store of one's own.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(35);

    private readonly List<CostRow> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>Entries in the ledger; at least 2.</summary>
    public required long Entries { get; init; }

    /// <summary>Where the ledger lies meanwhile.</summary>
    public required string Folder { get; init; }

    // Tiles between a leaf and the root.
    private int TileLevels => (BitOperations.Log2((ulong)Entries - 1) + LevelsPerTile) / LevelsPerTile;

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An answer is not what was written.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        await using IBlobStore store = FolderStore.Open(WorkFolder.Create(Folder).Path);
        await using (var ledger = await CostedLedger.OpenAsync(store, isExclusive: true, cancellationToken))
        {
            await LoadAsync(ledger, cancellationToken);
            await SettledAsync(ledger, "the only writer", cancellationToken);
        }

        await ColdGetsAsync(store, cancellationToken);
        await ColdProofsAsync(store, cancellationToken);
        await using (var ledger = await CostedLedger.OpenAsync(store, isExclusive: false, cancellationToken))
            await SettledAsync(ledger, "shared store", cancellationToken);
        return new Section(
            $"Store operations over {Figures.Count(Entries)} entries",
            "The ledger engine runs in this process over a folder store whose operations are counted, with its default settings. Where it is said to be shared it is told that others may write "
                + "there too, as they may in a cloud: then each read looks first whether the log has grown (a tail probe). A listing or a deletion counts as one operation. "
                + "Cold means right after opening, with nothing in the engine's memory but what opening read.",
            CostRow.Columns,
            [.. _rows.Select(row => row.Cells)],
            _notes);
    }

    private static string Number(double value) => value.ToString("#,##0.###", CultureInfo.InvariantCulture);

    private async Task LoadAsync(CostedLedger ledger, CancellationToken cancellationToken)
    {
        ledger.Store.Take();
        await ledger.LoadAsync(Entries, cancellationToken);
        await ledger.SettleAsync(Idle, cancellationToken);
        AddUpkeep(new OperationTally(ledger.Store.Take()));

        var sets = await new ConcurrentSets(ledger).RunAsync(Entries, cancellationToken);
        _rows.Add(new($"{ConcurrentSets.Callers} concurrent sets in one batch", "1 append", $"{sets} append", sets <= 1));
        await ledger.SettleAsync(Idle, cancellationToken);
    }

    private void AddUpkeep(OperationTally upkeep)
    {
        var units = (double)Entries / TileWidth;
        int tiles = upkeep.Count(StoreVerb.Put, "tile/"), positions = upkeep.Count(StoreVerb.Put, "positions/");

        // Every 256 full tiles make one more of the level above.
        var mostTiles = units * TileWidth / (TileWidth - 1);
        _rows.Add(new("upkeep per 256 entries: hash tiles written", "1, and 1 more per 65,536", Number(tiles / units), tiles <= mostTiles));
        _rows.Add(new("upkeep per 256 entries: position tiles written", "1", Number(positions / units), positions <= units));
        var uploads = upkeep.Count(StoreVerb.Upload, "index/");
        var manifests = upkeep.Count(StoreVerb.Put, "index/");
        _rows.Add(new(
            "upkeep per 256 entries: index",
            "",
            $"{Number(uploads / units)} runs, {Number(manifests / units)} manifests, {Number(upkeep.IndexReads / units)} reads, {Number(upkeep.Count(StoreVerb.Delete, "index/") / units)} deletions",
            null));
        var bytes = upkeep.Bytes(StoreVerb.Upload, "index/") + upkeep.Bytes(StoreVerb.Put, "index/");
        _notes.Add($"Loading wrote {Figures.Count(uploads)} runs and {Figures.Count(manifests)} manifests, {Figures.Tenths((double)bytes / Entries)} bytes per entry in all.");
    }

    // What a ledger costs that has been open for a while.
    private async Task SettledAsync(CostedLedger ledger, string mode, CancellationToken cancellationToken)
    {
        var gets = new WarmGets(ledger, Entries);
        var (again, uniform) = await gets.RunAsync(cancellationToken);
        var probes = ledger.Store.IsExclusive ? 0 : 1;
        _rows.Add(new(
            $"get, warm, {mode}",
            probes == 0 ? "1 read of the log" : "1 tail probe, 1 read of the log",
            again.Per(WarmGets.Keys),
            again.Probes <= probes * WarmGets.Keys && again.LogReads <= WarmGets.Keys && again.Total == again.Probes + again.LogReads));
        _rows.Add(new($"get, any key of all, {mode}", "", uniform.Per(WarmGets.UniformGets), null));

        await ledger.SettleAsync(ledger.Store.IsExclusive ? Quiet : Idle, cancellationToken);
        ledger.Store.Take();
        await Task.Delay(Idle, cancellationToken);
        var idle = new OperationTally(ledger.Store.Take());
        _rows.Add(new($"idle for {Idle.TotalSeconds:N0} s, {mode}", "0", Number(idle.Total), idle.Total == 0));
    }

    private async Task ColdGetsAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        var runs = 0;
        await foreach (var blob in store.ListAsync("index/", cancellationToken))
            runs += blob.Name.EndsWith(".run", StringComparison.Ordinal) ? 1 : 0;

        var opens = new List<OperationTally>();
        var gets = new List<OperationTally>();
        foreach (var (name, number) in new[] { ("oldest", 0), ("a middle", Entries / 2), ("newest", Entries - 1) })
        {
            await using var ledger = await CostedLedger.OpenAsync(store, isExclusive: false, cancellationToken);
            opens.Add(new(ledger.Store.Take()));
            await ledger.ReadAsync(number, cancellationToken);
            gets.Add(new(ledger.Store.Take()));
            _notes.Add($"First get after opening, of {name} key: {gets[^1].Listing(ListedReads)}.");
        }

        var (open, get) = (opens.MaxBy(open => open.Total)!, gets.MaxBy(get => get.Total)!);
        _rows.Add(new("cold open", "3, and 1 of the log's tail", open.Per(1), open.Total <= 4));
        _rows.Add(new(
            $"first get after it, {runs} runs",
            $"1 tail probe, 1 per run, 1 of the log; to check it {TileLevels} of hash tiles",
            get.Per(1),
            gets.TrueForAll(g => g.Probes <= 1 && g.IndexReads <= runs && g.LogReads <= 1 && g.TileReads <= TileLevels && g.Total == g.Probes + g.IndexReads + g.LogReads + g.TileReads)));
        _notes.Insert(0, $"Cold open: {open.Listing(ListedReads)}.");
    }

    private async Task ColdProofsAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        var (size, past) = ((ulong)Entries, ((ulong)Entries * 2 / 3) + 1);
        await AddAsync("inclusion, cold, in the newest tree", async ledger =>
            await (await ledger.Engine.SnapshotAsync(cancellationToken)).InclusionAsync(size / 3, size, cancellationToken));
        await AddAsync("inclusion, cold, in a past tree", async ledger =>
            await (await ledger.Engine.SnapshotAsync(cancellationToken)).InclusionAsync(size / 3, past, cancellationToken));
        await AddAsync("consistency, cold, from a past tree", async ledger =>
            await (await ledger.Engine.SnapshotAsync(cancellationToken)).ConsistencyAsync(past, size, cancellationToken));

        async Task AddAsync(string name, Func<CostedLedger, Task> prove)
        {
            await using var ledger = await CostedLedger.OpenAsync(store, isExclusive: false, cancellationToken);
            ledger.Store.Take();
            await prove(ledger);
            var proof = new OperationTally(ledger.Store.Take());
            var most = 2 * TileLevels;
            _rows.Add(new(name, $"1 tail probe, {most} of hash tiles", proof.Per(1), proof.Probes <= 1 && proof.TileReads <= most && proof.Total == proof.Probes + proof.TileReads));
        }
    }
}
