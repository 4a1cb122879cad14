using System.CommandLine;
using ImmuFunctions.Cli.Connecting;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

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

    /// <summary>Which ledger is meant.</summary>
    /// <exception cref="FailureException">An option is not what it should be.</exception>
    public ConnectionSettings Connection => ConnectionSettings.From(host.Options.Connection, host.GivenBy(given), Terminal);

    /// <summary>The client for the ledger that is meant, connected and logged in. The host disposes it.</summary>
    public Task<LedgerClient> ConnectAsync() => host.Session.ConnectAsync(Connection, cancellationToken);

    /// <summary>The bytes of a key or value: text, <c>hex:…</c>, <c>base64:…</c>, <c>@file</c>, <c>-</c> for the standard input, <c>text:…</c> for what looks like one of these.</summary>
    /// <exception cref="FailureException">It is none of these.</exception>
    public LedgerBytes Bytes(Argument<string> argument) => GivenBytes.Read(Value(argument), host);

    /// <summary>The value of an argument that has to be there.</summary>
    public T Value<T>(Argument<T> argument) => given.GetRequiredValue(argument);

    /// <summary>The value of an option; its default if it was not given.</summary>
    public T? Value<T>(Option<T> option) => given.GetValue(option);
}
