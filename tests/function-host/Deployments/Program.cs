using System.Diagnostics;

namespace ImmuFunctions.HostEmulator.Tests.Deployments;

/// <summary>Runs a program to its end.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <returns>What it printed on both streams.</returns>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static async Task<string> RunAsync(string name, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        // A build must not find the settings of the program that tests it.
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        using Process program = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> errors = program.StandardError.ReadToEndAsync(patience.Token);
            string output = await program.StandardOutput.ReadToEndAsync(patience.Token) + await errors;
            await program.WaitForExitAsync(patience.Token);
            return program.ExitCode == 0 ? output : throw new InvalidOperationException($"{name} ended with exit code {program.ExitCode}:\n{output}");
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
    }
}
