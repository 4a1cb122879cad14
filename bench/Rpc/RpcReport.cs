using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Rpc;

/// <summary>Puts outcomes beside Health's and beside their targets.</summary>
/// <param name="calls">What was measured.</param>
/// <param name="outcomes">In the same order.</param>
internal sealed class RpcReport(IReadOnlyList<(RpcOperation Operation, int Callers)> calls, IReadOnlyList<LoadOutcome> outcomes)
{
    private const int TargetCallers = 256;
    private const double TargetBatchEntries = 400_000;

    /// <summary>Heads of the table.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["call", "callers", "calls/s", "entries/s", "× Health", "target", "p50 ms", "p99 ms", "max ms"];

    /// <summary>One row per kind of call and number of callers.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows() => calls.Zip(outcomes, Row);

    /// <summary>The row of batches, whose target is in entries.</summary>
    public static IReadOnlyList<string> BatchRow((RpcOperation Operation, int Callers) batch, LoadOutcome outcome)
    {
        var entries = Figures.Count(outcome.Rate * EntrySource.BatchEntries);
        return Cells(batch, outcome, entries, "", batch.Callers > 1 ? $"≥ {Figures.Count(TargetBatchEntries)} entries/s" : "");
    }

    /// <summary>Says how one writer alone compares to the disk.</summary>
    public string FsyncNote()
    {
        var rows = calls.Zip(outcomes).ToList();
        var fsync = rows.First(row => !row.First.Operation.IsCall).Second.Latencies;
        var note = $"Appending 4 KiB and fsync on the same disk, in a turn of its own before the first Set: {Figures.Milliseconds(fsync.Quantile(0.5))} ms "
            + $"(median of {Figures.Count(fsync.Count)}). The store uses fdatasync, which can be cheaper.";
        var alone = rows.FirstOrDefault(row => row.First is { Operation.Name: "Set", Callers: 1 }).Second;
        if (alone is null)
            return note;

        var share = alone.Latencies.Quantile(0.5) / fsync.Quantile(0.5);
        var doubt = share < 1
            ? " A share below 1× says that the disk was busier in one turn than in the other, or fdatasync much cheaper: it shows nothing about the target."
            : "";
        return $"{note} Set by one caller takes {Figures.Ratio(share)} of that (medians); the target is below 2×.{doubt}";
    }

    private static IReadOnlyList<string> Cells(
        (RpcOperation Operation, int Callers) call, LoadOutcome outcome, string entries, string ratio, string target) =>
    [
        call.Operation.Name,
        Figures.Count(call.Callers),
        Figures.Count(outcome.Rate),
        entries,
        ratio,
        target,
        Figures.Milliseconds(outcome.Latencies.Quantile(0.5)),
        Figures.Milliseconds(outcome.Latencies.Quantile(0.99)),
        Figures.Milliseconds(outcome.Latencies.Longest),
    ];

    private IReadOnlyList<string> Row((RpcOperation Operation, int Callers) call, LoadOutcome outcome)
    {
        var health = calls.Zip(outcomes).First(row => row.First.Operation == RpcWorkload.Health && row.First.Callers == call.Callers).Second;
        var target = call.Callers == TargetCallers && call.Operation.TargetRatio is { } share ? $"≥ {Figures.Ratio(share)}" : "";
        return Cells(call, outcome, "", call.Operation.IsCall ? Figures.Ratio(outcome.Rate / health.Rate) : "", target);
    }
}
