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

    private static Task<string> RunAsync(TemporaryFolder home, RunningProgram ledger) =>
        Sample.PassesAsync(Sample.RunAsync(home, Program, $"IMMUDB_PORT={ledger.Authority.Split(':')[1]}"));
}
