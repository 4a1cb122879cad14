using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Shell;

public sealed class CompletionsTests
{
    [Theory]
    [InlineData("zs", "zscan")]
    [InlineData("ZS", "zscan")]
    [InlineData("user cr", "create")]
    [InlineData("user create ann re", "read", "readwrite")]
    [InlineData("user permission ", "grant", "revoke")]
    [InlineData("completion ", "bash", "fish", "pwsh", "zsh")]
    [InlineData("get --un", "--unverified")]
    [InlineData("get --output pl", "")]
    [InlineData("get key --rev")]
    [InlineData("scan --limit 5 --rev", "--reverse")]
    [InlineData("get 'unfin")]
    [InlineData("nonsense ")]
    public async Task Of_ALine_AreTheWordsItMayGoOnWith(string line, params string[] expected)
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());

        Assert.Equal(expected.Where(word => word.Length > 0), Completions.Of(CommandTree.Create(host), line));
    }

    [Fact]
    public async Task Of_RandomLines_NeverThrows()
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());
        RootCommand root = CommandTree.Create(host);
        var random = new Random(9);
        string[] parts = ["get", "user", " ", "--", "-", "'", "\"", "\\", "--output", "create", "ü", "=", ":"];
        for (int round = 0; round < 2_000; round++)
            _ = Completions.Of(root, string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => parts[random.Next(parts.Length)])));
    }

    [Fact]
    public async Task Complete_OfALine_PrintsAWordALine()
    {
        using var terminal = new TestTerminal();

        Assert.Equal(0, await terminal.RunAsync("complete", "--", "user create ann re"));
        Assert.Equal("read\nreadwrite\n", terminal.Output);
    }

    [Theory, InlineData("bash"), InlineData("zsh"), InlineData("fish"), InlineData("pwsh")]
    public async Task Completion_ForEachShell_PrintsAScriptThatAsksTheProgram(string shell)
    {
        using var terminal = new TestTerminal();

        Assert.Equal(0, await terminal.RunAsync("completion", shell));
        Assert.Contains("immu complete -- ", terminal.Output);
    }
}
