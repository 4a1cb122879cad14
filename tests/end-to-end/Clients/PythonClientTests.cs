using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>A Python client that behaves as immudb-py 0.8.0 does, on the distribution's grpc and protobuf.</summary>
public sealed class PythonClientTests
{
    // The distribution's interpreter: another one on the path would not see the distribution's packages.
    internal const string Python = "/usr/bin/python3";
    internal static readonly string Folder = RepositoryRoot.File("tests", "end-to-end", "python");

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Drive_FreshHost_EveryCheckPasses(bool signsRoots, bool mutualTls)
    {
        await SkipWithoutPackagesAsync();

        await ClientRun.PassesAsync(Folder, Python, ["-B", "drive.py"], signsRoots, mutualTls);
    }

    [Fact]
    public async Task SignedValues_OfTheVectors_AreJudgedAsTheySay()
    {
        await SkipWithoutPackagesAsync();

        var (exitCode, output) = await ExternalProgram.RunAsync(Folder, Python, "-B", "signed_values.py");

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"(^|\n)[1-9]\d* checks passed\s*$", output);
    }

    /// <summary>Ends the test that calls it where the distribution's packages are not installed.</summary>
    internal static async Task SkipWithoutPackagesAsync() => Assert.SkipUnless(
        await HasPackagesAsync(), $"{Python} has no grpc or protobuf; install python3-grpcio and python3-protobuf.");

    private static async Task<bool> HasPackagesAsync()
    {
        if (!File.Exists(Python))
            return false;
        var (exitCode, _) = await ExternalProgram.RunAsync(Folder, Python, "-c", "import grpc, google.protobuf");
        return exitCode == 0;
    }
}
