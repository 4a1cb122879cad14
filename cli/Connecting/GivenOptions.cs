using System.CommandLine;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>The values of options: those of this command, behind them those the shell was started with.</summary>
/// <param name="command">This command's.</param>
/// <param name="shell">The shell's; null outside of one.</param>
internal sealed class GivenOptions(ParseResult command, ParseResult? shell)
{
    /// <summary>The value given; the option's default if there is none.</summary>
    public T? Value<T>(Option<T> option)
    {
        bool isGiven = command.GetResult(option) is { Implicit: false };
        return isGiven || shell is null ? command.GetValue(option) : shell.GetValue(option);
    }
}
