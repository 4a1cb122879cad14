using System.Net;
using System.Text.Json;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Samples.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Samples;

/// <summary>The app whose requests are in a ledger.</summary>
public sealed class AuditTrailTests
{
    private const string Program = "samples/audit-trail/ImmuFunctions.Samples.AuditTrail";

    [Fact]
    public async Task Requests_OfTwoUsers_AreInTheirTrailsNewestFirst()
    {
        using var home = new TemporaryFolder();
        await using RunningProgram ledger = await RunningProgram.LocalHostAsync(home);
        await using RunningProgram app = await RunningProgram.WebAppAsync(home, Program, "--Ledger", $"immu://immudb:immudb@{ledger.Authority}/defaultdb");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{app.Authority}") };

        Assert.Equal(HttpStatusCode.OK, await SendAsync(http, HttpMethod.Post, "/orders/17?card=4711", "alice"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(http, HttpMethod.Delete, "/orders/17", "bob"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(http, HttpMethod.Get, "/nowhere", "alice"));
        string text = await http.GetStringAsync("/audit/alice");

        JsonElement[] trail = [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
        Assert.Equal(
            [("GET", "/nowhere", 404), ("POST", "/orders/17", 200)],
            trail.Select(line => line.GetProperty("record")).Select(record =>
                (record.GetProperty("method").GetString(), record.GetProperty("path").GetString(), record.GetProperty("status").GetInt32())));
        Assert.Equal([2, 0], trail.Select(line => line.GetProperty("index").GetInt32()));
        Assert.All(trail, line => Assert.Equal(32, line.GetProperty("record").GetProperty("traceId").GetString()!.Length));
        Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithoutItsLedger_IsNotAnswered()
    {
        using var home = new TemporaryFolder();
        await using RunningProgram ledger = await RunningProgram.LocalHostAsync(home);
        await using RunningProgram app = await RunningProgram.WebAppAsync(home, Program, "--Ledger", $"immu://immudb:immudb@{ledger.Authority}/defaultdb");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{app.Authority}") };
        Assert.Equal(HttpStatusCode.OK, await SendAsync(http, HttpMethod.Post, "/orders/17", "alice"));

        await ledger.KillAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, await SendAsync(http, HttpMethod.Post, "/orders/18", "alice"));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, HttpMethod method, string path, string user)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "X-User", user } } };
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
