using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>A Python client that behaves as immudb-py 0.8.0 does, on the distribution's grpc and protobuf.</summary>
public sealed class PythonClientTests
{
    // The distribution's interpreter: another one on the path would not see the distribution's packages.
    private const string Python = "/usr/bin/python3";
    private static readonly string Folder = RepositoryRoot.File("tests", "end-to-end", "python");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drive_FreshHost_EveryCheckPasses(bool signsRoots)
    {
        Assert.SkipUnless(
            await HasPackagesAsync(), $"{Python} has no grpc or protobuf; install python3-grpcio and python3-protobuf.");

        await ClientRun.PassesAsync(Folder, Python, ["-B", "drive.py"], signsRoots);
    }

    [Fact]
    public async Task SignedValues_OfTheVectors_AreJudgedAsTheySay()
    {
        Assert.SkipUnless(
            await HasPackagesAsync(), $"{Python} has no grpc or protobuf; install python3-grpcio and python3-protobuf.");

        var (exitCode, output) = await ExternalProgram.RunAsync(Folder, Python, "-B", "signed_values.py");

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"(^|\n)[1-9]\d* checks passed\s*$", output);
    }

    private static async Task<bool> HasPackagesAsync()
    {
        if (!File.Exists(Python))
            return false;
        var (exitCode, _) = await ExternalProgram.RunAsync(Folder, Python, "-c", "import grpc, google.protobuf");
        return exitCode == 0;
    }
}
