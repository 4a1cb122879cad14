using System.Diagnostics;
using System.Globalization;

namespace ImmuFunctions.Ledger.Tests.Crashes;

/// <summary>Runs the program of tests/crash-writer, which kills itself in the middle of upkeep.</summary>
internal static class CrashWriter
{
    public const int SliceEntries = 64;
    private const int Killed = 128 + 9;

    /// <summary>Lets it write to <paramref name="folder"/> until it dies.</summary>
    /// <returns>Entries it was told are durable.</returns>
    public static async Task<ulong> RunAsync(string folder, string point, int moments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Join(AppContext.BaseDirectory, "ImmuFunctions.CrashWriter.dll"), folder, point, $"{moments}", $"{SliceEntries}"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string[] lines = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n');
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != Killed)
            throw new InvalidOperationException($"the writer should have been killed in {point}, moment {moments}, and ended with {process.ExitCode}: {await errors}");

        // The last piece is empty, or a line that the process could not finish.
        return lines.Length < 2 ? 0 : ulong.Parse(lines[^2], CultureInfo.InvariantCulture);
    }
}
