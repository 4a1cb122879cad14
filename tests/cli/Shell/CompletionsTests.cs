using System.CommandLine;
using System.Diagnostics;
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

    [Fact]
    public async Task Completion_ForBash_IsAScriptThatCompletes()
    {
        using var terminal = new TestTerminal();
        await terminal.RunAsync("completion", "bash");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["immu.bash"], terminal.Output, TestContext.Current.CancellationToken);

        // The program is one that says what it was asked.
        string typed = """
            immu() { printf '%s\n' "$#" "$1" "$2" "[$3]"; }
            source ./immu.bash
            COMP_LINE='FOO=1 immu user cr --rest' COMP_POINT=18
            _immu immu
            printf '%s|' "${COMPREPLY[@]}"; complete -p immu
            """.Replace("\\n", "\n", StringComparison.Ordinal);
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", typed]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true })!;
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("3|complete|--|[user cr]|complete -o default -F _immu immu\n", output);
    }

    // What cannot be run everywhere is looked at: each block that is opened is closed, and the program is asked for what stands before the cursor.
    [Theory]
    [InlineData("zsh", "#compdef immu\n", "words[2,CURRENT-1]", "_files", "compdef _immu immu; fi\n")]
    [InlineData("fish", "# immu completion fish", "commandline -cp", "__fish_complete_path", "complete -c immu -f -a '(__immu_complete)'\n")]
    [InlineData("pwsh", "# immu completion pwsh", "$commandAst.Extent.StartOffset", "CompletionResult]::new", "}\n")]
    public void For_OtherShells_HasWhatTheyNeed(string shell, string start, string line, string result, string end)
    {
        string script = CompletionScripts.For(shell);

        Assert.StartsWith(start, script);
        Assert.Contains(line, script);
        Assert.Contains(result, script);
        Assert.EndsWith(end, script);
        Assert.All(new[] { ('{', '}'), ('(', ')'), ('[', ']') }, pair => Assert.Equal(script.Count(c => c == pair.Item1), script.Count(c => c == pair.Item2)));
        Assert.Equal(0, script.Count(c => c == '"') % 2);
    }
}
