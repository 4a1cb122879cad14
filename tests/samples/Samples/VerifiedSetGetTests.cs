using System.Text.Json;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Samples.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Samples;

/// <summary>The README's first sample.</summary>
public sealed class VerifiedSetGetTests
{
    private const string Program = "samples/verified-set-get/ImmuFunctions.Samples.VerifiedSetGet";

    [Fact]
    public async Task Run_TwiceAndOnAnotherLedger_VerifiesAll()
    {
        using var home = new TemporaryFolder();
        await using (RunningProgram ledger = await RunningProgram.LocalHostAsync(home))
        {
            string first = await RunAsync(home, ledger);
            string second = await RunAsync(home, ledger);

            Assert.Contains("The ledger has 0 entries", first, StringComparison.Ordinal);
            Assert.Contains("order:0042 is 'paid 420 EUR': entry 41,", first, StringComparison.Ordinal);
            Assert.Contains("All writes verified. The ledger has 300 entries", first, StringComparison.Ordinal);
            Assert.Contains("All writes verified. The ledger has 600 entries", second, StringComparison.Ordinal);
        }

        await using RunningProgram other = await RunningProgram.LocalHostAsync(home);
        Assert.Contains("The ledger has 300 entries", await RunAsync(home, other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Runtime_IsThePlainOne()
    {
        string config = await File.ReadAllTextAsync(Path.ChangeExtension(RunningProgram.Assembly(Program), ".runtimeconfig.json"));

        JsonElement options = JsonDocument.Parse(config).RootElement.GetProperty("runtimeOptions");
        Assert.Equal("Microsoft.NETCore.App", options.GetProperty("framework").GetProperty("name").GetString());
    }

    [Fact]
    public async Task PublishedTrimmed_GivesNoWarnings_AndVerifiesAll()
    {
        using var home = new TemporaryFolder();
        string published = await TrimmedProgram.PublishAsync(home, Program);
        await using RunningProgram ledger = await RunningProgram.LocalHostAsync(home);

        string output = await Sample.PassesAsync(ExternalProgram.RunAsync(home.Path, "env", $"XDG_DATA_HOME={home.Path}", PortOf(ledger), published));

        Assert.Contains("order:0042 is 'paid 420 EUR': entry 41,", output, StringComparison.Ordinal);
        Assert.Contains("All writes verified. The ledger has 300 entries", output, StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(TemporaryFolder home, RunningProgram ledger) => Sample.PassesAsync(Sample.RunAsync(home, Program, PortOf(ledger)));

    private static string PortOf(RunningProgram ledger) => $"IMMUDB_PORT={ledger.Authority.Split(':')[1]}";
}
