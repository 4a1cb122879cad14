using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu bench.</summary>
public sealed class BenchCommandTests
{
    [Fact]
    public async Task Bench_OneSecond_MeasuresEachOperation()
    {
        using var ledger = new FolderLedger();
        await using ServedLedger served = await ledger.ServeAsync();

        Assert.Equal(0, await ledger.RunAsync("bench", "--seconds", "1", "--callers", "2", "--output", "json"));

        Assert.Equal(5, ledger.Terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("""{"operation":"get, verified","callers":2,"calls":""", ledger.Terminal.Output);
        Assert.Equal(2, await ledger.RunAsync("bench", "--seconds", "0"));
    }
}
