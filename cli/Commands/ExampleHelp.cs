using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The help of a command, with its example behind.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <summary>Puts itself in the place of a tree's own help.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
            option.Action = new ExampleHelp();
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DescribedCommand { Example: var example })
            parseResult.InvocationConfiguration.Output.Write($"Example:\n  {example}\n");
        return code;
    }
}
