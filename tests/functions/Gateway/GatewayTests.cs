using System.Net;
using System.Text.Json;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Gateway;

/// <summary>A gateway in front of a ledger behind a socket.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("immufunctions-gateway-").FullName;

    private string RootsFile => Path.Combine(_folder, "trusted-roots");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SafeRoutes_ThroughAGateway_AreVerifiedAndRemembered()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore());
        await using RunningFunctions gateway = await StartAsync(ledger.Address);

        Assert.Equal("""{"index":0,"verified":true}""", await SetAsync(gateway, "k"));
        Assert.Equal("""{"index":1,"verified":true}""", (await gateway.PostAsync(RestRoot + "safe/reference", """{"ro":{"reference":"cg==","key":"aw=="}}""")).Body);
        Assert.Contains("\"verified\":true", await GetAsync(gateway, "r"));
        Assert.Contains("\"payload\":{\"index\":\"1\"", (await gateway.GetAsync(RestRoot + "root")).Body);
        Assert.Equal("ready\n", (await gateway.GetAsync("/readyz")).Body);

        string[] lines = await File.ReadAllLinesAsync(RootsFile, TestContext.Current.CancellationToken);
        Assert.StartsWith($"verified\t{ledger.Identity}\tdefaultdb\t2\t", Assert.Single(lines, line => line.StartsWith("verified", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SafeRoutes_AfterARestartOfBoth_GoOnFromTheRootRemembered()
    {
        var store = new MemoryStore();
        await using (RunningLedger first = await RunningLedger.StartAsync(store))
        await using (RunningFunctions before = await StartAsync(first.Address))
            await SetAsync(before, "k");
        string remembered = await File.ReadAllTextAsync(RootsFile, TestContext.Current.CancellationToken);

        await using RunningLedger ledger = await RunningLedger.StartAsync(store);
        await using RunningFunctions gateway = await StartAsync(ledger.Address);

        Assert.Equal("""{"index":1,"verified":true}""", await SetAsync(gateway, "k"));
        Assert.NotEqual(remembered, await File.ReadAllTextAsync(RootsFile, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("First use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SafeRoutes_WhileTheLedgerIsAway_Answer503_AndGoOnWhenItIsBack()
    {
        var store = new MemoryStore();
        RunningLedger first = await RunningLedger.StartAsync(store);
        int port = first.Address.Port;
        await using RunningFunctions gateway = await StartAsync(first.Address);
        await SetAsync(gateway, "k");

        await first.DisposeAsync();
        Answer away = await gateway.PostAsync(RestRoot + "item/safe/get", """{"key":"aw=="}""");
        Answer notReady = await gateway.GetAsync("/readyz");
        await using RunningLedger second = await RunningLedger.StartAsync(store, port);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (away.Status, notReady.Status));
        Assert.Contains("\"verified\":true", await GetAsync(gateway, "k"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task Start_WithoutALedger_ServesAndWaits()
    {
        await using RunningFunctions gateway = await StartAsync(new Uri("http://127.0.0.1:1"));

        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/healthz")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync("/readyz")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.GetAsync(RestRoot + "root")).Status);
    }

    [Fact]
    public async Task SafeRoutes_OnALedgerRolledBack_AreVerificationFailures_AndTheRootStays()
    {
        var store = new MemoryStore();
        int port;
        await using RunningFunctions gateway = await FilledAsync(store);
        port = gateway.Backend.Options.Gateway!.Ledger.Port;
        byte[] remembered = await File.ReadAllBytesAsync(RootsFile, TestContext.Current.CancellationToken);

        await using RunningLedger shorter = await RunningLedger.StartAsync(await RunningLedger.TakenForAsync(store), port);
        Answer read = await gateway.PostAsync(RestRoot + "item/safe/get", """{"key":"aw=="}""");
        Answer write = await gateway.PostAsync(RestRoot + "item/safe", """{"kv":{"key":"aw==","value":"dg=="}}""");

        // An empty log has no key to find, and nothing it could prove.
        Assert.All([read, write], answer =>
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
            Assert.Contains("verification failed: the log ends before entry 2; it had 3 entries", answer.Body);
        });
        Assert.Equal(remembered, await File.ReadAllBytesAsync(RootsFile, TestContext.Current.CancellationToken));
        Assert.Contains(gateway.Log.From(LogLevel.Warning), line => line.Contains(" 901 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SafeRoutes_OnAForkedLedger_AreNotVerified_AndTheRootStays()
    {
        var store = new MemoryStore();
        await using RunningFunctions gateway = await FilledAsync(store);
        byte[] remembered = await File.ReadAllBytesAsync(RootsFile, TestContext.Current.CancellationToken);
        await using RunningLedger fork = await RunningLedger.StartAsync(await RunningLedger.TakenForAsync(store), gateway.Backend.Options.Gateway!.Ledger.Port);
        for (int i = 0; i < 4; i++)
            await gateway.PostAsync(RestRoot + "item", """{"key":"aw==","value":"Zm9yaw=="}""");

        Assert.Contains("\"verified\":false", await GetAsync(gateway, "k"));
        Assert.Contains("\"verified\":false", await SetAsync(gateway, "k"));
        Assert.Equal(remembered, await File.ReadAllBytesAsync(RootsFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SafeRoutes_WithADamagedRootsFile_FailWithoutNamingIt()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore());
        await using RunningFunctions gateway = await StartAsync(ledger.Address);
        await File.WriteAllTextAsync(RootsFile, "nonsense", TestContext.Current.CancellationToken);

        Answer answer = await gateway.PostAsync(RestRoot + "item/safe", """{"kv":{"key":"aw==","value":"dg=="}}""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.DoesNotContain(_folder, answer.Body);
        Assert.Contains(gateway.Log.From(LogLevel.Error), line => line.Contains(RootsFile, StringComparison.Ordinal));
        Assert.Contains("\"index not found\"", (await gateway.GetAsync(RestRoot + "item/index/0")).Body);
    }

    [Fact]
    public async Task Login_ThroughAGateway_KeepsOneLineForTheDatabase_AndOneForAnUnknownToken()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore(), password: "Secret1!");
        await using RunningFunctions one = await StartAsync(ledger.Address);
        string token = await one.LoginAsync(password: "Secret1!");
        Answer written = await one.PostAsync(RestRoot + "item/safe", """{"kv":{"key":"aw==","value":"dg=="}}""", token);

        // The same token where nobody has seen it given out: remembered in memory only.
        string other = Path.Combine(_folder, "other");
        await using RunningFunctions two = await RunningFunctions.StartAsync($"ledger={ledger.Address}", $"dir={other}");
        Answer read = await two.PostAsync(RestRoot + "item/safe/get", """{"key":"aw=="}""", token);

        Assert.Equal("""{"index":0,"verified":true}""", written.Body);
        Assert.Contains("\"verified\":true", read.Body);
        Assert.False(Directory.Exists(other));
        Assert.Contains("defaultdb", await File.ReadAllTextAsync(RootsFile, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(token["Bearer ".Length..], string.Concat(two.Log.All));
    }

    [Fact]
    public async Task Headers_OfTheConversation_AreNotPassedOn()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore());
        await using RunningFunctions gateway = await StartAsync(ledger.Address);

        Answer answer = await gateway.PostAsync(
            RestRoot + "item", """{"key":"aw==","value":"dg=="}""", null, ("Grpc-Metadata-grpc-timeout", "nonsense"), ("Grpc-Metadata-Content-Type", "text/plain"), ("Grpc-Metadata-Te", "x"), ("Grpc-Metadata-Own", "1"));

        Assert.Equal((HttpStatusCode.OK, "{}"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task LedgersAsync_OfAGateway_IsUnimplemented()
    {
        await using RunningFunctions gateway = await StartAsync(new Uri("http://127.0.0.1:1"));

        var fault = await Assert.ThrowsAsync<RpcException>(() => gateway.Backend.LedgersAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Unimplemented, fault.Code);
        Assert.True(gateway.Backend.IsGateway);
    }

    [Fact]
    public async Task UseDatabase_ThroughAGateway_GivesAToken()
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(new MemoryStore(), password: "Secret1!");
        await using RunningFunctions gateway = await StartAsync(ledger.Address);

        Answer answer = await gateway.GetAsync(RestRoot + "usedatabase/defaultdb", await gateway.LoginAsync(password: "Secret1!"));

        Assert.NotEmpty(JsonDocument.Parse(answer.Body).RootElement.GetProperty("token").GetString()!);
    }

    private static async Task<string> SetAsync(RunningFunctions gateway, string key) =>
        (await gateway.PostAsync(RestRoot + "item/safe", $$$"""{"kv":{"key":"{{{B64(key)}}}","value":"dg=="}}""")).Body;

    private static async Task<string> GetAsync(RunningFunctions gateway, string key) =>
        (await gateway.PostAsync(RestRoot + "item/safe/get", $$"""{"key":"{{B64(key)}}"}""")).Body;

    private Task<RunningFunctions> StartAsync(Uri ledger, params string[] settings) =>
        RunningFunctions.StartAsync([$"ledger={ledger}", $"dir={_folder}", .. settings]);

    /// <summary>A gateway that remembers three entries of a ledger, which is stopped.</summary>
    private async Task<RunningFunctions> FilledAsync(MemoryStore store)
    {
        await using RunningLedger ledger = await RunningLedger.StartAsync(store);
        RunningFunctions gateway = await StartAsync(ledger.Address);
        for (int i = 0; i < 3; i++)
            await SetAsync(gateway, "k");
        return gateway;
    }
}
