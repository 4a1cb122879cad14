using System.CommandLine;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Commands;

/// <summary>Commands that run benchmarks one after the other and report each.</summary>
internal static class ReportingCommand
{
    /// <summary>Makes a command with <c>--markdown</c> beside its own options.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it measures, for the help text.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="benchmarks">What to run, from the values given.</param>
    /// <remarks>Exit code 1 if a benchmark could not be run to its end.</remarks>
    public static Command Create(
        string name,
        string description,
        IReadOnlyList<Option> options,
        Func<ParseResult, IReadOnlyList<Func<CancellationToken, Task<Section>>>> benchmarks)
    {
        var markdown = BenchmarkOptions.Markdown();
        var command = new Command(name, description) { markdown };
        foreach (var option in options)
            command.Add(option);
        command.SetAction((given, cancellationToken) => RunAsync(name, benchmarks(given), given.GetValue(markdown), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string name, IReadOnlyList<Func<CancellationToken, Task<Section>>> benchmarks, string? markdown, CancellationToken cancellationToken)
    {
        try
        {
            var sections = new List<Section>();
            foreach (var benchmark in benchmarks)
            {
                sections.Add(await benchmark(cancellationToken));
                ConsoleReport.Write(sections[^1]);
            }

            if (markdown is not null)
                await MarkdownPage.WriteAsync(markdown, name, sections, cancellationToken);
            return 0;
        }
        catch (Exception e) when (e is BenchmarkException or RpcException or LedgerException or IOException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped");
            return 1;
        }
    }
}
