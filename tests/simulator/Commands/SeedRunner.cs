using System.Diagnostics;
using System.Globalization;
using ImmuFunctions.Simulator.Reporting;
using ImmuFunctions.Simulator.World;

namespace ImmuFunctions.Simulator.Commands;

/// <summary>Runs seeds one after the other in this process.</summary>
internal static class SeedRunner
{
    /// <summary>Runs what is asked for.</summary>
    /// <returns>Exit code: 1 if something was wrong.</returns>
    public static int Run(RunOptions options, TextWriter output)
    {
        RequireOneWorker();
        var totals = new RunTotals();
        var watch = Stopwatch.StartNew();
        if (options.Seeds is null)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeds from {options.Base} on"));
        foreach (int seed in Seeds(options, watch))
        {
            SeedResult result = Simulation.Run(seed, options.Trace ? output : null);
            totals.Add(result);
            if (options.Hashes)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed} {result.TraceHash}"));
            if (result.Violations.Count > 0)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed} VIOLATION {result.Violations[0]}"));
            output.Flush();
            if (result.Violations.Count > 0 && options.First)
                break;
        }

        totals.Write(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in {watch.Elapsed.TotalSeconds:f1} s"));
        return totals.Violations > 0 ? 1 : 0;
    }

    private static IEnumerable<int> Seeds(RunOptions options, Stopwatch watch)
    {
        if (options.Seeds is (int from, int to))
        {
            foreach (int seed in Enumerable.Repeat(Enumerable.Range(from, to - from + 1), options.Repeat).SelectMany(s => s))
                yield return seed;
        }
        else
        {
            for (int seed = options.Base; watch.Elapsed < options.Duration; seed++)
                yield return seed;
        }
    }

    private static void RequireOneWorker()
    {
        ThreadPool.GetMaxThreads(out int workers, out _);
        if (workers != 1)
            throw new InvalidOperationException($"the thread pool has {workers} workers; a run repeats itself only with one (see the runtimeconfig.json)");
    }
}
