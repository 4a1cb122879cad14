using System.Text.Json;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Samples.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Samples;

/// <summary>The samples that are no C#: run again and again against the root that the run before remembered, and then against another ledger.</summary>
public sealed class OtherLanguagesTests
{
    // The distribution's interpreter: another one on the path would not see the distribution's packages.
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Node_AgainAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        await NodePackages.InstalledAsync();
        string script = RepositoryRoot.File("samples", "node", "verified-set-get.mjs");

        await ProvesAndRefusesAsync(
            home.File("trusted-root.json"),
            () => RunningProgram.LocalHostAsync(home),
            SetOverGrpcAsync,
            host => ExternalProgram.RunAsync(home.Path, "node", script, host.Authority),
            "hello from Node");
    }

    [Fact]
    public async Task Python_AgainAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        Assert.SkipUnless(
            (await ExternalProgram.RunAsync(home.Path, "sh", "-c", $"{Python} -c 'import grpc, google.protobuf'")).ExitCode == 0,
            $"{Python} has no grpc or protobuf; install python3-grpcio and python3-protobuf.");
        string script = RepositoryRoot.File("samples", "python", "verified_set_get.py");

        await ProvesAndRefusesAsync(
            home.File("trusted-root.json"),
            () => RunningProgram.LocalHostAsync(home),
            SetOverGrpcAsync,
            host => ExternalProgram.RunAsync(home.Path, Python, "-B", script, host.Authority),
            "hello from Python");
    }

    [Fact]
    public async Task Curl_AgainAndThenAnotherLedger_ProvesAndThenRefuses()
    {
        using var home = new TemporaryFolder();
        string script = RepositoryRoot.File("samples", "curl", "verified-set-get.sh");
        (string key, string publicKey) = await KeyFiles.MakeAsync(home, "ledger");
        (string _, string otherKey) = await KeyFiles.MakeAsync(home, "other");

        await ProvesAndRefusesAsync(
            home.File("trusted-root"),
            () => RunningProgram.FunctionsAsync(home, "--signingKey", key),
            SetOverHttpAsync,
            host => ExternalProgram.RunAsync(home.Path, "bash", script, $"http://{host.Authority}", publicKey),
            "hello from curl");

        await using RunningProgram signing = await RunningProgram.FunctionsAsync(home, "--signingKey", key);
        File.Delete(home.File("trusted-root"));
        var (exitCode, output) = await ExternalProgram.RunAsync(home.Path, "bash", script, $"http://{signing.Authority}", otherKey);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("the root is not signed by the key", output, StringComparison.Ordinal);
    }

    private static async Task ProvesAndRefusesAsync(
        string memory,
        Func<Task<RunningProgram>> start,
        Func<RunningProgram, Task> setAnother,
        Func<RunningProgram, Task<(int ExitCode, string Output)>> run,
        string value)
    {
        await using (RunningProgram ledger = await start())
            await ProvesAsync(ledger, first: 0);
        string remembered = await File.ReadAllTextAsync(memory);
        File.Delete(memory);

        await using RunningProgram other = await start();
        await setAnother(other);
        await ProvesAsync(other, first: 1);
        await File.WriteAllTextAsync(memory, remembered);
        var (exitCode, refusal) = await run(other);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("the ledger is not the one seen before", refusal, StringComparison.Ordinal);
        Assert.Equal(remembered, await File.ReadAllTextAsync(memory));

        // So many entries that paths are of every shape.
        async Task ProvesAsync(RunningProgram ledger, int first)
        {
            for (int i = first; i < first + 6; i++)
            {
                string output = await Sample.PassesAsync(run(ledger));
                Assert.Contains($"entry {i}", output, StringComparison.Ordinal);
                Assert.Contains($"greeting = {value}", output, StringComparison.Ordinal);
            }
        }
    }

    // Without it, a ledger with the same entries as another would have the same history, and rightly be taken for it.
    private static async Task SetOverGrpcAsync(RunningProgram host)
    {
        using var channel = new GrpcChannel(new Uri($"http://{host.Authority}"));
        var ledger = new ImmuServiceClient(channel);
        ByteString admin = ByteString.CopyFromUtf8("immudb");
        LoginResponse login = await ledger.LoginAsync(new LoginRequest { User = admin, Password = admin });
        await ledger.SetAsync(new KeyValue { Key = admin, Value = admin }, new CallOptions { Headers = [new("authorization", $"Bearer {login.Token}")] });
    }

    private static async Task SetOverHttpAsync(RunningProgram host)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{host.Authority}/v1/immurestproxy/") };
        using HttpResponseMessage login = await http.PostAsync("login", new StringContent("""{"user":"aW1tdWRi","password":"aW1tdWRi"}"""));
        string token = JsonDocument.Parse(await login.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Add("Authorization", token);
        using HttpResponseMessage set = await http.PostAsync("batch/set", new StringContent("""{"KVs":[{"key":"aQ==","value":"aQ=="}]}"""));
        Assert.True(set.IsSuccessStatusCode);
    }
}
