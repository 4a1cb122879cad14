using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Samples.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Samples;

/// <summary>The samples that are no C#: run twice, the second time against the root that the first remembered, and then against another ledger.</summary>
public sealed class OtherLanguagesTests
{
    // The distribution's interpreter: another one on the path would not see the distribution's packages.
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Node_TwiceAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        await NodePackages.InstalledAsync();
        string script = RepositoryRoot.File("samples", "node", "verified-set-get.mjs");

        await ProvesAndRefusesAsync(() => RunningProgram.LocalHostAsync(home), host => ExternalProgram.RunAsync(home.Path, "node", script, host.Authority), "hello from Node");
    }

    [Fact]
    public async Task Python_TwiceAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        Assert.SkipUnless(
            (await ExternalProgram.RunAsync(home.Path, "sh", "-c", $"{Python} -c 'import grpc, google.protobuf'")).ExitCode == 0,
            $"{Python} has no grpc or protobuf; install python3-grpcio and python3-protobuf.");
        string script = RepositoryRoot.File("samples", "python", "verified_set_get.py");

        await ProvesAndRefusesAsync(() => RunningProgram.LocalHostAsync(home), host => ExternalProgram.RunAsync(home.Path, Python, "-B", script, host.Authority), "hello from Python");
    }

    [Fact]
    public async Task Curl_TwiceAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        string script = RepositoryRoot.File("samples", "curl", "verified-set-get.sh");
        (string key, string publicKey) = await KeyFiles.MakeAsync(home, "ledger");
        (string _, string otherKey) = await KeyFiles.MakeAsync(home, "other");

        await ProvesAndRefusesAsync(
            () => RunningProgram.FunctionsAsync(home, "--signingKey", key),
            host => ExternalProgram.RunAsync(home.Path, "bash", script, $"http://{host.Authority}", publicKey),
            "hello from curl");

        await using RunningProgram signing = await RunningProgram.FunctionsAsync(home, "--signingKey", key);
        File.Delete(home.File("trusted-root"));
        var (exitCode, output) = await ExternalProgram.RunAsync(home.Path, "bash", script, $"http://{signing.Authority}", otherKey);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("the root is not signed by the key", output, StringComparison.Ordinal);
    }

    private static async Task ProvesAndRefusesAsync(
        Func<Task<RunningProgram>> start, Func<RunningProgram, Task<(int ExitCode, string Output)>> run, string value)
    {
        await using (RunningProgram ledger = await start())
        {
            // Six entries: paths of every shape up to a tree of three levels.
            for (int i = 0; i < 6; i++)
            {
                string output = await Sample.PassesAsync(run(ledger));
                Assert.Contains($"entry {i}", output, StringComparison.Ordinal);
                Assert.Contains($"greeting = {value}", output, StringComparison.Ordinal);
            }
        }

        await using RunningProgram other = await start();
        var (exitCode, refusal) = await run(other);
        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain(value, refusal, StringComparison.Ordinal);
    }
}
