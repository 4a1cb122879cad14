using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>The stock gRPC client of Node drives every data rpc and verifies every proof in JavaScript.</summary>
public sealed class NodeClientTests
{
    internal static readonly string Folder = RepositoryRoot.File("tests", "end-to-end", "node");
    /// <summary>Done when the client's packages are there.</summary>
    internal static readonly Lazy<Task> Packages = new(InstallPackagesAsync);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Drive_FreshHost_EveryCheckPasses(bool signsRoots, bool mutualTls)
    {
        await Packages.Value;

        await ClientRun.PassesAsync(Folder, "node", ["drive.mjs"], signsRoots, mutualTls);
    }

    [Fact]
    public async Task SignedValues_OfTheVectors_AreJudgedAsTheySay()
    {
        await Packages.Value;

        var (exitCode, output) = await ExternalProgram.RunAsync(Folder, "node", "signed-values.mjs");

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"(^|\n)[1-9]\d* checks passed\s*$", output);
    }

    // npm writes the inner lock file last: it is as new as the installation.
    private static async Task InstallPackagesAsync()
    {
        var wanted = File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));
        var installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= wanted)
            return;
        var (exitCode, output) = await ExternalProgram.RunAsync(Folder, "npm", "ci");
        Assert.True(exitCode == 0, $"npm ci failed:\n{output}");
    }
}
