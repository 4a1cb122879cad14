using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Bench.Costs;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Azurite;

/// <summary>How much of the rate of bare conditional appends is left when the ledger engine makes them.</summary>
internal sealed class AzuriteBenchmark
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);
    private static readonly Target Ratio = new(0.8, AtMost: false);

    /// <summary>Where Azurite keeps its blobs meanwhile.</summary>
    public required string Folder { get; init; }

    /// <summary>How long each row is measured.</summary>
    public required int Seconds { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">A frame was not one append.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder.Create(Folder);
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Folder = folder.File("azurite"), StartFolder = AzuriteFolder.Find() }, cancellationToken);
        await using var store = await AzureBlobStore.OpenAsync(azurite.ConnectionString, new AzureStoreOptions(), NullLoggerFactory.Instance, cancellationToken);
        var counting = new CountingStore(store, isExclusive: false);
        var options = new LedgerOptions { Prefix = "defaultdb/" };
        await using var engine = await LedgerEngine.OpenAsync(counting, options, NullLoggerFactory.Instance, cancellationToken);
        var bare = new BareAppends(azurite.ConnectionString, options.SegmentFrames);

        var rows = new List<IReadOnlyList<string>>();
        var notes = new List<string>();
        foreach (var callers in (int[])[1, 256])
            await MeasureAsync(bare, engine, counting, callers, rows, notes, cancellationToken);
        return new Section(
            "The log on append blobs (Azurite)",
            $"One Azurite {AzuriteServer.Version} on this machine's disk serves both. Bare: the SDK appends on the condition of the position, one after the other, as many bytes as the ledger's frames "
                + $"have on average; then the same beside as many puts per append as the ledger makes, of blobs as long as tiles. Ledger: callers append one entry each, of a {NumberedKey.KeyBytes}-byte key and a {EntrySource.ValueBytes}-byte value, and wait until it is durable. "
                + $"Turns of {Turn.TotalSeconds} s alternate, {Figures.Count(Turns)} of each. That every frame was one append is checked by counting.",
            ["what", "callers", "bytes/append", "appends/s", "of bare", "target", "entries/s", "appends/frame", "p50 ms", "p99 ms"],
            rows,
            notes);
    }

    private int Turns => Math.Max(1, (int)(Seconds / Turn.TotalSeconds));

    private async Task MeasureAsync(
        BareAppends bare, LedgerEngine engine, CountingStore store, int callers, List<IReadOnlyList<string>> rows, List<string> notes, CancellationToken cancellationToken)
    {
        // Warms up, and tells how large frames are.
        var before = new LedgerAppends(engine, store);
        await before.RunAsync(callers, Turn, new LoadOutcome(), cancellationToken);
        var frameBytes = (int)(before.Bytes / Math.Max(1, before.Appends));
        var putsPerAppend = before.OtherOperations / (double)Math.Max(1, before.Appends);
        await bare.RunAsync(Turn / 2, frameBytes, 0, new LoadOutcome(), cancellationToken);

        var ledger = new LedgerAppends(engine, store);
        LoadOutcome bareOutcome = new(), besidePuts = new(), ledgerOutcome = new();
        await ProgressDisplay.ShowAsync($"{callers} callers, turns", Turns, async progress =>
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                await bare.RunAsync(Turn, frameBytes, 0, bareOutcome, cancellationToken);
                await bare.RunAsync(Turn, frameBytes, putsPerAppend, besidePuts, cancellationToken);
                await ledger.RunAsync(callers, Turn, ledgerOutcome, cancellationToken);
                progress.Add(1);
            }

            return true;
        });

        var appends = ledger.Appends / ledgerOutcome.Elapsed.TotalSeconds;
        var ratio = appends / bareOutcome.Rate;
        rows.Add(["bare append", "1", Figures.Count(frameBytes), Figures.Tenths(bareOutcome.Rate), "", "", "", "", .. Times(bareOutcome)]);
        rows.Add(["bare append, bare puts beside it", "1", Figures.Count(frameBytes), Figures.Tenths(besidePuts.Rate), Figures.Ratio(besidePuts.Rate / bareOutcome.Rate), "", "", "", .. Times(besidePuts)]);
        rows.Add(
        [
            "ledger", Figures.Count(callers), Figures.Count(ledger.Bytes / (double)ledger.Appends), Figures.Tenths(appends), Figures.Ratio(ratio), $"{Ratio.Text(Figures.Ratio)} {Ratio.Verdict(ratio)}",
            Figures.Count(ledgerOutcome.Rate), Figures.Tenths(ledger.Appends / (double)ledger.Frames), .. Times(ledgerOutcome),
        ]);
        notes.Add($"{callers} callers: {ledger.OtherOperations / (double)ledger.Appends:0.000} other operations of the store per append (tiles, runs, manifests); they share Azurite's one thread with the appends.");
    }

    private static string[] Times(LoadOutcome outcome) =>
        [Figures.Milliseconds(outcome.Latencies.Quantile(0.5)), Figures.Milliseconds(outcome.Latencies.Quantile(0.99))];
}
