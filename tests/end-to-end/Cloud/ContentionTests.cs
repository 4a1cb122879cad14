using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Cloud;

/// <summary>A short run of <c>bench -- contention</c>, which fails if an acknowledged entry is lost, doubled or moved, or a client was shown a root that the log never had.</summary>
public sealed class ContentionTests
{
    [Fact]
    public async Task Hosts_WriteToOneLedgerAndAreKilled_LoseNothing()
    {
        using var folder = new TemporaryFolder();
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var program = RepositoryRoot.File("bench", "bin", framework.Parent!.Name, framework.Name, "ImmuFunctions.Bench.dll");

        var (exitCode, output) = await ExternalProgram.RunAsync(
            RepositoryRoot.File("tests", "azure", "azurite"), "dotnet", program, "contention", "--hosts", "3", "--callers", "8", "--seconds", "12", "--kill-every", "3", "--dir", folder.Path);

        Assert.True(exitCode == 0, output);
    }
}
