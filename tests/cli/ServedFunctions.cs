using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ImmuFunctions.Cli.Tests;

/// <summary>The functions, with a ledger in memory, as a process of their own on a free port of this machine.</summary>
internal sealed partial class ServedFunctions : IAsyncDisposable
{
    private readonly Process _process;

    private ServedFunctions(Process process, string authority) => (_process, Authority) = (process, authority);

    /// <summary>Where they are, as <c>host:port</c>.</summary>
    public string Authority { get; }

    /// <summary>Starts them.</summary>
    /// <param name="flags">On top of a store in memory and a free port.</param>
    public static async Task<ServedFunctions> StartAsync(params string[] flags)
    {
        // bin/<configuration>/<framework>/, built as these tests are.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        string program = Path.Combine(RepositoryFolder.Path, "functions", "bin", built.Parent!.Name, built.Name, "ImmuFunctions.Functions.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--store", "memory", "--port", "0", .. flags]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        var told = new StringBuilder();
        process.ErrorDataReceived += (_, line) => told.AppendLine(line.Data);
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            told.AppendLine(line);
            if (Ready().Match(line) is { Success: true } ready)
            {
                // What it says from now on is read, so that it never waits for a reader.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new ServedFunctions(process, ready.Groups[1].Value);
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        throw new InvalidOperationException($"The functions did not start: {told}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("Listening at http://(127[.]0[.]0[.]1:[0-9]+)/")]
    private static partial Regex Ready();
}
