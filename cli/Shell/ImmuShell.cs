using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Shell;

/// <summary>Lines that are typed, each a command of the tree, over one connection.</summary>
/// <param name="host">Whose commands.</param>
/// <param name="tree">The commands.</param>
internal sealed class ImmuShell(CommandHost host, RootCommand tree)
{
    private static readonly string[] Ends = ["exit", "quit"];

    // What makes no sense inside: it would start another shell, or is for other shells.
    private static readonly string[] Outside = ["shell", "it", "cli-mode", "completion"];

    private readonly Terminal _terminal = host.Terminal;

    /// <summary>Runs commands until there are no more.</summary>
    /// <returns>0 on a terminal; of lines that come from elsewhere, the code of the first that failed.</returns>
    public async Task<int> RunAsync(ParseResult started, CancellationToken cancellationToken)
    {
        host.Shell = started;
        try
        {
            return _terminal.IsInputTerminal ? await TypedAsync(cancellationToken) : await ReadAsync(cancellationToken);
        }
        finally
        {
            host.Shell = null;
        }
    }

    private async Task<int> TypedAsync(CancellationToken cancellationToken)
    {
        var history = new ShellHistory(Path.Combine(_terminal.Home, ShellHistory.FileName));
        var screen = new LineScreen(_terminal);
        _terminal.Error.WriteLine("Commands as for immu; Tab completes, 'help' lists them, 'exit' ends.");
        while (!cancellationToken.IsCancellationRequested)
        {
            var editor = new LineEditor(history.Lines, Complete);
            if (screen.Read(Prompt(), editor) is not { } line)
                return 0;
            history.Add(line);
            if (IsEnd(line))
                return 0;
            await LineAsync(line, cancellationToken);
        }

        return 0;
    }

    private async Task<int> ReadAsync(CancellationToken cancellationToken)
    {
        int code = 0;
        while (!cancellationToken.IsCancellationRequested && host.Typing.Line() is { } line && !IsEnd(line))
        {
            int lineCode = await LineAsync(line, cancellationToken);
            code = code == 0 ? lineCode : code;
        }

        return code;
    }

    private async Task<int> LineAsync(string line, CancellationToken cancellationToken)
    {
        if (line.TrimStart().StartsWith('#'))
            return 0;
        if (Words.Split(line) is not { } words)
            return Refuse("a quote does not end");
        if (words.Count == 0)
            return 0;
        if (Outside.Contains(words[0], StringComparer.OrdinalIgnoreCase))
            return Refuse($"'{words[0]}' is not for inside the shell");
        return await ImmuProgram.RunAsync(host, tree, Named(words), cancellationToken);
    }

    // immuclient's shell has its names in lower case; ours are taken in any.
    private IReadOnlyList<string> Named(IReadOnlyList<string> words)
    {
        Command? command = tree.Subcommands.FirstOrDefault(c => c.Aliases.Contains(words[0]) || string.Equals(c.Name, words[0], StringComparison.OrdinalIgnoreCase));
        return command is null ? words : [command.Name, .. words.Skip(1)];
    }

    private IReadOnlyList<string> Complete(string line)
    {
        IReadOnlyList<string> words = [.. Completions.Of(tree, line).Where(word => !Outside.Contains(word))];
        return words.Count > 0 ? words : KeyCompletions.Of(host, tree, line);
    }

    private string Prompt() => host.Session.Current is { } ledger ? $"immu:{Screen.Safe(ledger.Database)}> " : "immu> ";

    private static bool IsEnd(string line) => Ends.Contains(line.Trim(), StringComparer.OrdinalIgnoreCase);

    private int Refuse(string message)
    {
        FailurePrinter.Write(_terminal, host.FormatOf(host.Shell!), new Failure("INVALID_ARGUMENT", message, Failure.WrongUse));
        return Failure.WrongUse;
    }
}
