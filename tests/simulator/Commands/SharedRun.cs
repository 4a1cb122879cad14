using System.Diagnostics;
using System.Globalization;
using ImmuFunctions.Simulator.Reporting;

namespace ImmuFunctions.Simulator.Commands;

/// <summary>Shares seeds among processes: each has one worker only.</summary>
internal static class SharedRun
{
    /// <summary>Runs what is asked for, and adds up.</summary>
    /// <returns>Exit code: not 0 if something was wrong.</returns>
    public static async Task<int> RunAsync(RunOptions options, TextWriter output)
    {
        var totals = new RunTotals();
        Task<int>[] jobs = [.. Enumerable.Range(0, options.Jobs).Select(job => RunJobAsync(Arguments(options, job), totals, output))];
        int[] codes = await Task.WhenAll(jobs);
        totals.Write(output);
        return codes.Max();
    }

    private static string[] Arguments(RunOptions options, int job)
    {
        List<string> arguments = ["run"];
        if (options.Seeds is (int from, int to))
        {
            long count = (long)to - from + 1;
            arguments.AddRange(["--seeds", Text($"{from + (count * job / options.Jobs)}-{from + (count * (job + 1) / options.Jobs) - 1}")]);
        }
        else
        {
            arguments.AddRange(["--minutes", Text($"{options.Duration.TotalMinutes}"), "--base", Text($"{options.Base + (job * 10_000_000)}")]);
        }

        if (options.Hashes)
            arguments.Add("--hashes");
        if (options.First)
            arguments.Add("--first");
        return [.. arguments];
    }

    private static async Task<int> RunJobAsync(string[] arguments, RunTotals totals, TextWriter output)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SharedRun).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (totals)
            {
                if (!totals.TryAdd(line))
                    output.WriteLine(line);
            }
        }

        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
