using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Growth;

/// <summary>How loading, starting, reading, writing and memory change as a ledger grows.</summary>
internal sealed class GrowthBenchmark
{
    /// <summary>Numbers of entries; at least one number, each at least 1.</summary>
    public required IReadOnlyList<long> Sizes { get; init; }

    /// <summary>Where the hosts' data lie.</summary>
    public required string Folder { get; init; }

    /// <summary>How long each kind of call is measured.</summary>
    public required int Seconds { get; init; }

    /// <summary>TCP connections that share the calls.</summary>
    public required int Connections { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">An answer is not right, or not proved.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        List<long> ascending = [.. Sizes.Distinct().Order()];
        var outcomes = new List<SizeOutcome>();
        foreach (var entries in ascending)
            outcomes.Add(await MeasureAsync(entries, withStarts: true, cancellationToken));
        var again = await MeasureAsync(ascending[0], withStarts: false, cancellationToken);
        var report = new GrowthReport(outcomes, again);
        return new Section("The index as the ledger grows", Method(), report.Columns, report.Rows(), report.Notes());
    }

    private async Task<SizeOutcome> MeasureAsync(long entries, bool withStarts, CancellationToken cancellationToken)
    {
        var work = WorkFolder.Create(Folder);
        var folder = work.File("data");
        var (load, root) = await GrowthLoad.RunAsync(folder, entries, Connections, cancellationToken);
        var starts = withStarts ? await new GrowthStarts(work, folder, entries, root).RunAsync(cancellationToken) : null;
        var serving = await new GrowthServing(entries, root, Seconds, Connections).RunAsync(folder, cancellationToken);
        return new(entries, load, starts, serving);
    }

    private string Method() =>
        $"For each size a new folder ({Machine.FileSystemOf(Folder)}) and the local host as a process of its own with its default settings, called by this process over {Connections} "
        + $"connections on the same cores. Keys have {NumberedKey.KeyBytes} bytes and come in random order, values {EntrySource.ValueBytes}. Entries are loaded in batches of "
        + $"{Figures.Count(EntrySource.BatchEntries)}, several in flight; what is written counts until the host wrote nothing for {GrowthLoad.Quiet.TotalSeconds:N0} s. Then {GrowthStarts.Rounds} rounds of "
        + "three starts each: a bare host over an empty folder; over the ledger, whose files were dropped from the page cache; and over the ledger once more. Then all files are read once, so that the disk plays no part in what follows, and after a last start come Gets of uniformly "
        + $"random loaded keys, {string.Join(" or ", Sizes.Select(GrowthServing.WarmUpGets).Distinct().Order().Select(gets => Figures.Count(gets)))} of them uncounted, SafeGets, and Sets of new keys, each for {Seconds} s; "
        + "upkeep goes on meanwhile. The loop is closed: every caller calls again once it is answered.";
}
