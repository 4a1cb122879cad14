using System.Globalization;
using ImmuFunctions.Bench.Costs;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Prices;

/// <summary>What a ledger costs in an account of Azure Storage: operations are counted, then multiplied by list prices.</summary>
internal sealed class PricesBenchmark
{
    private const long Million = 1_000_000;
    private const int Reads = 10_000;
    private const int Starts = 20;
    private const int UploadBlockBytes = 8 << 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Entries that are written for each row.</summary>
    public required long Entries { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An answer is not what was written.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (int together in (int[])[1, 10, 100, 1_000])
        {
            var store = new CountingStore(new MemoryStore(exclusive: false), isExclusive: false);
            await WriteAsync(store, together, cancellationToken);
            bytes = 0;
            await foreach (BlobInfo blob in store.ListAsync("", cancellationToken))
                bytes += blob.Length;
            store.Take();
            if (together == 1_000)
                await ReadAsync(store, cancellationToken);
        }

        double gigabytes = (double)bytes * Million / Entries / 1e9;
        string month = Dollars(gigabytes * PriceList.GigabyteMonth);
        _rows.Add(["1,000,000 entries of 64-byte values kept for a month", "", "", $"{gigabytes.ToString("0.00", CultureInfo.InvariantCulture)} GB", month]);
        return new Section(
            "What it costs in Azure Storage",
            $"A ledger over a store in memory that others may write to as well, with its default settings; every operation is counted over {Figures.Count(Entries)} entries of 16-byte keys and 64-byte values "
                + "(or over the reads named), and put in proportion. Writes include tiles, index runs, their merges and the manifest. "
                + $"Prices: {PriceList.TenThousandWrites} dollars for 10,000 writes or listings, {PriceList.TenThousandReads} for 10,000 reads, {PriceList.GigabyteMonth} per GB and month, deletions free; no traffic, no function executions.",
            ["what", "writes", "reads", "listings or size", "dollars"],
            _rows,
            [$"Key Vault signs once per root that somebody asks for and once per checkpoint, not per request: {PriceList.TenThousandSignatures} dollars for 10,000 signatures, so a ledger that publishes a checkpoint every minute of a month pays {Dollars(43_800 * PriceList.TenThousandSignatures / 10_000)} for them, and {Dollars(43_800 * PriceList.TenThousandWrites / 10_000)} for the writes."]);
    }

    private static string Dollars(double dollars) => dollars.ToString(dollars < 0.1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);

    private async Task WriteAsync(CountingStore store, int together, CancellationToken cancellationToken)
    {
        await using LedgerEngine engine = await LedgerEngine.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, cancellationToken);
        store.Take();
        await ProgressDisplay.ShowAsync($"writing, {together} in each append", Entries, async progress =>
        {
            for (long from = 0; from < Entries; from += together)
            {
                await engine.AppendAsync(DraftBatches.Create(from, (int)Math.Min(together, Entries - from), KeyOrder.Random), cancellationToken);
                progress.Add(together);
            }

            return true;
        });
        await QuietAsync(store, cancellationToken);
        Add($"1,000,000 sets, {together} in each append", Bill.Of(store.Take(), UploadBlockBytes).For(Million, Entries));

        await Task.Delay(Idle, cancellationToken);
        IReadOnlyList<StoreOperation> idle = store.Take();
        if (idle.Count > 0)
            throw new BenchmarkException($"an idle ledger asked for {idle.Count} operations, first {idle[0]}");
        if (together == 1)
            Add($"a month without a request (0 operations in {Idle.TotalSeconds:0} s)", default);
    }

    private async Task ReadAsync(CountingStore store, CancellationToken cancellationToken)
    {
        for (int start = 0; start < Starts; start++)
        {
            await using CostedLedger ledger = await CostedLedger.OpenAsync(store, isExclusive: false, cancellationToken);
            await ledger.ReadAsync(EntrySource.RandomNumber(start, Entries), cancellationToken);
        }

        Add("1,000,000 starts of a host, each with a first get", Bill.Of(store.Take(), UploadBlockBytes).For(Million, Starts));

        await using CostedLedger warm = await CostedLedger.OpenAsync(store, isExclusive: false, cancellationToken);
        for (int read = 0; read < Reads; read++)
            await warm.ReadAsync(EntrySource.RandomNumber(read, Entries), cancellationToken);
        store.Take();
        for (int read = 0; read < Reads; read++)
            await warm.ReadAsync(EntrySource.RandomNumber(Reads + read, Entries), cancellationToken);
        Add("1,000,000 gets of any keys by one caller, each as of now", Bill.Of(store.Take(), UploadBlockBytes).For(Million, Reads));
    }

    private static async Task QuietAsync(CountingStore store, CancellationToken cancellationToken)
    {
        for (int seen = -1; seen != store.Count;)
        {
            seen = store.Count;
            await Task.Delay(Quiet, cancellationToken);
        }
    }

    private void Add(string what, Bill bill) =>
        _rows.Add([what, Figures.Count(bill.Writes), Figures.Count(bill.Reads), Figures.Count(bill.Lists), Dollars(bill.Dollars)]);
}
