using System.CommandLine;
using ImmuFunctions.Cli.Connecting;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Commands;

/// <summary>What the commands of one tree share: the terminal, the options they all have, and how they are run.</summary>
/// <param name="terminal">The process around.</param>
internal sealed class CommandHost(Terminal terminal) : IAsyncDisposable
{
    // Less than the parser's, so that the command still says how it ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private LedgerSession? _session;

    /// <summary>The process around.</summary>
    public Terminal Terminal => terminal;

    /// <summary>The options that every command has.</summary>
    public SharedOptions Options { get; } = new();

    /// <summary>What is typed beside commands.</summary>
    public Typing Typing { get; } = new(terminal);

    /// <summary>The connection, which the commands of a shell share.</summary>
    public LedgerSession Session => _session ??= new LedgerSession(Typing);

    /// <summary>What the shell around was started with; null outside of one.</summary>
    public ParseResult? Shell { get; set; }

    /// <summary>Makes a command.</summary>
    /// <param name="name">As it is typed.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="example">A line one could type.</param>
    /// <param name="symbols">Its arguments and options, in order.</param>
    /// <param name="run">Does it; its result is the exit code. What it throws becomes a message and an exit code.</param>
    /// <param name="aliases">Other names.</param>
    public Command Command(
        string name, string description, string example, IEnumerable<Symbol> symbols, Func<CommandRun, Task<int>> run, params IEnumerable<string> aliases)
    {
        Command command = Group(name, description, example, symbols, aliases);
        command.SetAction((given, cancellationToken) => RunAsync(given, run, cancellationToken));
        return command;
    }

    /// <summary>Makes a command that has commands of its own and does nothing by itself.</summary>
    public static Command Group(string name, string description, string example, IEnumerable<Symbol> symbols, params IEnumerable<string> aliases)
    {
        var command = new DescribedCommand(name, description, example);
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case Option option:
                    command.Add(option);
                    break;
                default:
                    command.Add((Command)symbol);
                    break;
            }
        }

        foreach (string alias in aliases)
            command.Aliases.Add(alias);
        return command;
    }

    /// <summary>The format asked for; without one, tables where somebody looks and plain lines elsewhere.</summary>
    public OutputFormat FormatOf(ParseResult given)
    {
        // Also of what was typed wrongly: then the option may be what is wrong.
        if (given.GetResult(Options.Output) is { } result && (result.Errors.Any() || !result.Tokens.Any()))
            return Standard();
        return GivenBy(given).Value(Options.Output) ?? Standard();
    }

    /// <summary>The options given, those of the shell around included.</summary>
    public GivenOptions GivenBy(ParseResult given) => new(given, Shell);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
    }

    private OutputFormat Standard() => terminal.IsOutputTerminal ? OutputFormat.Table : OutputFormat.Plain;

    private async Task<int> RunAsync(ParseResult given, Func<CommandRun, Task<int>> run, CancellationToken cancellationToken)
    {
        var printer = new Printer(terminal, FormatOf(given), GivenBy(given).Value(Options.ValueOnly) || terminal.Variable("IMMUCLIENT_VALUE_ONLY") is "true" or "1");
        try
        {
            // On a thread of its own, and given up when it does not stop: it may wait for the standard input.
            using var late = new CancellationTokenSource();
            await using CancellationTokenRegistration stopping = cancellationToken.Register(() => late.CancelAfter(Patience));
            return await Task.Run(() => run(new CommandRun(this, given, printer, cancellationToken)), CancellationToken.None).WaitAsync(late.Token);
        }
        catch (IOException) when (terminal.Output is PipedOutput { IsClosed: true })
        {
            // Whoever read has enough, as 'head' has: there is nobody to tell.
            return Failure.Stopped;
        }
        catch (Exception e) when (Failures.Of(e) is { } failure)
        {
            FailurePrinter.Write(terminal, printer.Format, failure, Advice.For(failure) ?? AdviceFor(e, given));
            return failure.ExitCode;
        }
    }

    private string? AdviceFor(Exception failure, ParseResult given)
    {
        try
        {
            return ConnectionAdvice.For(failure, ConnectionSettings.From(Options.Connection, GivenBy(given), terminal));
        }
        catch (FailureException)
        {
            // The settings are what is wrong, and it has been said.
            return null;
        }
    }
}
