using System.CommandLine;
using ImmuFunctions.Cli.Connecting;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class SharedOptions
{
    /// <summary>How results are written.</summary>
    public Option<OutputFormat?> Output { get; } = new("--output")
    {
        Description = "How results are written: json, table or plain. [default: table on a terminal, otherwise plain]",
        HelpName = "json|table|plain",
        Recursive = true,
    };

    /// <summary>Whether only values are written.</summary>
    public Option<bool> ValueOnly { get; } = new("--value-only") { Description = "Write values only, as their bytes and a line break.", Recursive = true };

    /// <summary>Which ledger, and how.</summary>
    public ConnectionOptions Connection { get; } = new();

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Output, ValueOnly, .. Connection.All];
}
