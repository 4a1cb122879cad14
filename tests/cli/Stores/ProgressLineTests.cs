using ImmuFunctions.Cli.Stores;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>The bar.</summary>
public sealed class ProgressLineTests
{
    [Fact]
    public void LineOf_HalfDone_HasRateAndTimeLeft() => Assert.Equal(
        "importing  ████████████░░░░░░░░░░░░  50 %  30,000 rows, 1,000/s, 0:30 left",
        ProgressLine.LineOf("importing", "rows", 30_000, 0.5, TimeSpan.FromSeconds(30)));

    [Fact]
    public void LineOf_UnknownTotal_HasNoBar() => Assert.Equal("exporting  10 rows, 5/s", ProgressLine.LineOf("exporting", "rows", 10, null, TimeSpan.FromSeconds(2)));

    [Fact]
    public void Tell_Piped_WritesNothing()
    {
        using var terminal = new TestTerminal();
        using (var bar = new ProgressLine(terminal.Terminal(), "rows"))
            bar.Tell("importing", 1, 0.5);

        Assert.Empty(terminal.Error);
    }

    [Fact]
    public void Tell_OnATerminal_IsTakenAwayAtTheEnd()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        using (var bar = new ProgressLine(terminal.Terminal(), "rows"))
            bar.Tell("importing", 1, 0.5);

        Assert.Contains("50 %", terminal.Error);
        Assert.EndsWith("\r\e[K", terminal.Error);
    }
}
