using System.CommandLine;
using System.Text.RegularExpressions;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>The lines of the docs that begin with the tool's name.</summary>
public sealed partial class DocsExampleTests
{
    [Theory, InlineData("cli.md", 2), InlineData("stores.md", 0), InlineData("auditing.md", 0)]
    public async Task Lines_OfCodeBlocks_AreUnderstood(string page, int least)
    {
        using var terminal = new TestTerminal();
        await using var host = new CommandHost(terminal.Terminal());
        RootCommand root = CommandTree.Create(host);
        string text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "docs", page), TestContext.Current.CancellationToken);
        string[] lines = [.. Block().Matches(text).SelectMany(block => Line().Matches(block.Value)).Select(line => line.Groups[1].Value)];

        Assert.True(lines.Length >= least, $"{page} has {lines.Length} lines");
        Assert.All(lines, line => Assert.Empty(root.Parse([.. Words.Split(line)!], new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors));
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    // Up to a comment, a pipe, or another command.
    [GeneratedRegex("^(?:immu|dotnet run --project cli --) ([^#|;&>\\n]+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
