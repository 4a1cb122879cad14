using ImmuFunctions.Cli.Output;
using ImmuFunctions.Cli.Stores.Demo;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu demo.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_Piped_TellsAllInPlainTextAndLeavesNothing()
    {
        using var terminal = new TestTerminal();

        int code = await terminal.RunAsync("demo");

        Assert.True(code == 0, terminal.Error);
        Assert.Contains("118 chemical elements are in the log", terminal.Output);
        Assert.Contains("Au is Gold: entry 78", terminal.Output);
        Assert.Contains("A read of entry 78: entry 78 at byte ", terminal.Output);
        Assert.Contains("LogDamaged", terminal.Output);
        Assert.Contains("All of it happened as told", terminal.Output);
        Assert.DoesNotContain('\e', terminal.Output);
        string folder = terminal.Output.Split('\n').Single(l => l.TrimStart().StartsWith("folder", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Demo_OnATerminal_HasColoursAndMayBeKept()
    {
        using var terminal = new TestTerminal { IsTerminal = true };

        Assert.Equal(0, await terminal.RunAsync("demo", "--keep", terminal.Home["kept"]));

        Assert.Contains('\e', terminal.Output);
        Assert.True(File.Exists(Path.Join(terminal.Home["kept"], "receipt.tlog-proof")));
        Assert.Equal(2, await terminal.RunAsync("demo", "--keep", terminal.Home["kept"]));
    }

    [Fact]
    public async Task Demo_ByteNotReallyChanged_Fails()
    {
        using var terminal = new TestTerminal();
        using var story = new Story(terminal.Terminal());
        var demo = new DemoRun(story, terminal.Terminal(), terminal.Home.Path, isKept: false) { Change = ledger => new ChangedByte(ledger, 0, 0, 0) };

        var failure = await Assert.ThrowsAsync<FailureException>(() => demo.RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("was read as Gold, and nobody noticed", failure.Message);
    }
}
