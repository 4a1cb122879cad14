using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Stores;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>What holds for every command.</summary>
public sealed class CommandTreeTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "cli.md"));

    [Fact]
    public async Task Commands_All_AreDescribedWithAnExample()
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());

        Assert.All(Below(CommandTree.Create(host)), command =>
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), $"{command.Name} says nothing");
            string example = Assert.IsType<DescribedCommand>(command).Example;
            Assert.Contains("immu ", example, StringComparison.Ordinal);
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description)));
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description)));
        });
    }

    [Fact]
    public async Task Commands_All_AreInTheDocs()
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());

        Assert.All(Below(CommandTree.Create(host)).Where(command => !command.Hidden), command =>
        {
            string path = string.Join(' ', CommandTree.PathOf(command));
            Assert.Contains($"`{path}", Page, StringComparison.Ordinal);
            Assert.All(command.Aliases.Where(alias => alias != command.Name), alias => Assert.Contains($"`{alias}`", Page, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Options_OfWhatTalksToALedger_AreInTheDocs()
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());
        RootCommand root = CommandTree.Create(host);
        string[] stores = [.. StoreCommands.All(host).Select(command => command.Name)];
        IEnumerable<Command> commands = root.Subcommands.Where(command => !stores.Contains(command.Name)).SelectMany(command => Below(command).Prepend(command));

        Assert.All(commands.SelectMany(command => command.Options).Concat(host.Options.All), option =>
            Assert.Matches($"`{System.Text.RegularExpressions.Regex.Escape(option.Name)}[` ]", Page));
    }

    [Theory, InlineData("help"), InlineData("help", "user", "create"), InlineData("user", "create", "--help"), InlineData("help", "get")]
    public async Task Help_OfACommand_IsItsDescriptionAndExample(params string[] arguments)
    {
        using var terminal = new TestTerminal();

        Assert.Equal(0, await terminal.RunAsync(arguments));
        Assert.Contains("Usage:", terminal.Output);
        Assert.Equal(arguments.Length > 1, terminal.Output.Contains("Example:\n  immu ", StringComparison.Ordinal));
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(sub => Below(sub).Prepend(sub));
}
