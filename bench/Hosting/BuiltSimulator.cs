using System.Diagnostics;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>The simulator that was built together with this program, as a process of its own: it needs a thread pool with one worker.</summary>
internal static class BuiltSimulator
{
    /// <summary>Runs it; what it writes is seen as it comes.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="BenchmarkException">It is not built.</exception>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Find(), .. arguments]))!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Find()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        var path = Path.Combine(
            configuration.Parent!.Parent!.Parent!.FullName,
            "tests", "simulator", "bin", configuration.Name, framework.Name, "ImmuFunctions.Simulator.dll");
        return File.Exists(path) ? path : throw new BenchmarkException($"the simulator is not built: there is no {path}");
    }
}
