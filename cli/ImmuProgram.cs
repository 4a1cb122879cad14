using System.CommandLine;
using System.CommandLine.Invocation;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Cli.Stores;

namespace ImmuFunctions.Cli;

/// <summary>The program from its arguments to its exit code.</summary>
internal static class ImmuProgram
{
    private static readonly TimeSpan ForOthers = TimeSpan.FromSeconds(2);

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code, as in docs/errors.md.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        await using var host = new CommandHost(terminal);
        try
        {
            // Whoever types the name alone wants to know what there is.
            return await RunAsync(host, CommandTree.Create(host), arguments.Count > 0 ? arguments : ["--help"], cancellationToken);
        }
        catch (IOException) when (terminal.Output is PipedOutput { IsClosed: true })
        {
            return Failure.Stopped;
        }
    }

    /// <summary>Runs one command of a tree that may run more.</summary>
    public static async Task<int> RunAsync(CommandHost host, RootCommand tree, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // A value may begin with @: it names a file of ours, not one with more arguments.
        ParseResult given = tree.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (given.Errors.Count > 0 && given.Action is ParseErrorAction or null)
            return Misunderstood(host, given);

        await using var output = new StreamWriter(host.Terminal.Output, leaveOpen: true);
        return await given.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output,
                Error = host.Terminal.Error,
                EnableDefaultExceptionHandler = false,

                // The server handles signals itself and takes its time to drain; the parser must not cut that short.
                ProcessTerminationTimeout = given.CommandResult.Command.Name == ServeCommand.Name ? null : ForOthers,
            },
            cancellationToken);
    }

    private static int Misunderstood(CommandHost host, ParseResult given)
    {
        string command = string.Join(' ', given.CommandResult.Command is RootCommand ? ["immu"] : CommandTree.PathOf(given.CommandResult.Command));
        // Of a word that is no command it is also said that there is none; once is enough.
        IEnumerable<string> faults = given.UnmatchedTokens.Count > 0
            ? given.Errors.Select(e => e.Message).Where(m => given.UnmatchedTokens.Any(t => m.Contains($"'{t}'", StringComparison.Ordinal)))
            : given.Errors.Select(Misunderstanding.Of);
        var failure = new Failure("INVALID_ARGUMENT", string.Join("; ", faults.Distinct().Select(m => m.TrimEnd('.'))), Failure.WrongUse);
        FailurePrinter.Write(host.Terminal, host.FormatOf(given), failure, $"'{command} --help' says how it is used");
        return failure.ExitCode;
    }
}
