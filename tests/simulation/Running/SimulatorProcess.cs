using System.Diagnostics;
using Xunit;

namespace ImmuFunctions.Simulation.Tests.Running;

/// <summary>Starts the simulator that was built beside these tests: it needs a thread pool of its own.</summary>
internal static class SimulatorProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code, and what it wrote, by lines.</returns>
    public static async Task<(int ExitCode, string[] Lines)> RunAsync(params string[] arguments)
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "ImmuFunctions.Simulator.dll"), "run", .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        try
        {
            string written = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, written.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The hash of each seed's trace, in the order in which they were run.</summary>
    public static async Task<string[]> HashesAsync(params string[] arguments)
    {
        (int code, string[] lines) = await RunAsync([.. arguments, "--hashes"]);
        Assert.Equal(0, code);
        return [.. lines.Where(l => l.StartsWith("seed ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
    }
}
