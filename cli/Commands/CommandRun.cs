using System.CommandLine;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Commands;

/// <summary>One run of a command.</summary>
/// <param name="host">What its tree shares.</param>
/// <param name="given">The arguments and options given.</param>
/// <param name="printer">Writes results.</param>
/// <param name="cancellationToken">Cancelled when the process is told to stop.</param>
internal sealed class CommandRun(CommandHost host, ParseResult given, Printer printer, CancellationToken cancellationToken)
{
    /// <summary>What its tree shares.</summary>
    public CommandHost Host => host;

    /// <summary>The arguments and options given.</summary>
    public ParseResult Given => given;

    /// <summary>Writes results.</summary>
    public Printer Printer => printer;

    /// <summary>The process around.</summary>
    public Terminal Terminal => host.Terminal;

    /// <summary>Cancelled when the process is told to stop.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The value of an argument that has to be there.</summary>
    public T Value<T>(Argument<T> argument) => given.GetRequiredValue(argument);

    /// <summary>The value of an option; its default if it was not given.</summary>
    public T? Value<T>(Option<T> option) => given.GetValue(option);
}
