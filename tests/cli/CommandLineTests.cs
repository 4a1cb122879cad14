using Xunit;

namespace ImmuFunctions.Cli.Tests;

/// <summary>Arguments that are wrong before anything is done.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task RunAsync_UnknownCommand_SaysSoAndEndsWith2()
    {
        using var terminal = new TestTerminal();

        int code = await terminal.RunAsync("gte", "key");

        Assert.Equal(2, code);
        Assert.StartsWith("error: ", terminal.Error);
        Assert.Contains("'gte'", terminal.Error);
        Assert.Empty(terminal.Output);
    }

    [Fact]
    public async Task RunAsync_UnknownCommandWithJson_SaysSoInJson()
    {
        using var terminal = new TestTerminal();

        int code = await terminal.RunAsync("--output", "json", "gte");

        Assert.Equal(2, code);
        Assert.StartsWith("""{"error":{"code":"INVALID_ARGUMENT","message":""", terminal.Error);
    }
}
