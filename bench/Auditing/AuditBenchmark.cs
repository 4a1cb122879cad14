using System.Diagnostics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Auditing;

/// <summary>How many entries per second an audit of a whole ledger reads and checks.</summary>
internal sealed class AuditBenchmark
{
    private const int Callers = 8;
    private const int Rounds = 5;

    private static readonly Target Rate = new(1_500_000, AtMost: false);

    /// <summary>Entries of the ledger; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Disk that the ledger lies on.</summary>
    public required string Folder { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An audit did not pass, or not all was read.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        var folder = WorkFolder.Create(Folder);
        await FillAsync(folder.Path, cancellationToken);
        PageCache.Fill(folder.Path);
        var elapsed = new List<(TimeSpan Time, TimeSpan Processor, AuditVerdict Verdict)>();
        for (var round = 0; round <= Rounds; round++)
            elapsed.Add(await AuditAsync(folder.Path, cancellationToken));
        List<(TimeSpan Time, TimeSpan Processor, AuditVerdict Verdict)> counted = [.. elapsed.Skip(1).OrderBy(e => e.Time)];
        var verdict = counted[0].Verdict;
        return new Section(
            "A whole audit",
            $"A ledger in a folder ({Machine.FileSystemOf(Folder)}), written in batches of {Figures.Count(EntrySource.BatchEntries)} entries with keys of {NumberedKey.KeyBytes} bytes and values of "
                + $"{EntrySource.ValueBytes}, its index merged and its files in the page cache, is audited without any memory: every frame, record, leaf and node, every hash tile and position tile, the manifest, and every row of "
                + $"every run of the index, whose bytes are compared with what is written for its rows. {Rounds} times, after once uncounted.",
            ["round", "seconds", "processor seconds", "entries/s", "target"],
            [
                .. counted.Select((e, i) => (IReadOnlyList<string>)
                [
                    i == 0 ? "fastest" : i == Rounds - 1 ? "slowest" : i == Rounds / 2 ? "median" : "",
                    Figures.Seconds(e.Time), Figures.Seconds(e.Processor), Figures.Count(Entries / e.Time.TotalSeconds),
                    i == Rounds / 2 ? $"{Rate.Text(Figures.Count)} {Rate.Verdict(Entries / e.Time.TotalSeconds)}" : "",
                ]),
            ],
            [$"{Figures.Count(Entries)} entries; {Figures.Count(verdict.TilesCompared)} tiles and {verdict.RunsCompared} runs of the index were compared, none was missing or passed over."]);
    }

    private async Task FillAsync(string folder, CancellationToken cancellationToken)
    {
        await using var store = FolderStore.Open(folder);
        await using var engine = await LedgerEngine.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, cancellationToken);
        var next = -1L;
        var batches = (Entries + EntrySource.BatchEntries - 1) / EntrySource.BatchEntries;
        await ProgressDisplay.ShowAsync("writing the ledger", (int)batches, async progress =>
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(
                async () =>
                {
                    long number;
                    while ((number = Interlocked.Increment(ref next)) < batches)
                    {
                        var from = number * EntrySource.BatchEntries;
                        await engine.AppendAsync(DraftBatches.Create(from, (int)Math.Min(EntrySource.BatchEntries, Entries - from), KeyOrder.Random), cancellationToken);
                        progress.Add(1);
                    }
                },
                cancellationToken)));
            return TimeSpan.Zero;
        });
        await engine.UpkeepAsync(cancellationToken);
    }

    private async Task<(TimeSpan Time, TimeSpan Processor, AuditVerdict Verdict)> AuditAsync(string folder, CancellationToken cancellationToken)
    {
        await using var store = FolderStore.Open(folder);
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var audit = await LedgerAudit.RunAsync(store.AsItLies(), "", "bench", null, AuditOptions.Everything, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        if (audit.Verdict is not { Outcome: AuditOutcome.Passed, IsWhole: true, RunsPassedOver: 0, TilesMissing: 0 } || audit.Verdict.Size != (ulong)Entries)
            throw new BenchmarkException($"the audit says: {audit.Verdict}");
        return (took, process.TotalProcessorTime - processor, audit.Verdict);
    }
}
