using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Telemetry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Telemetry;

/// <summary>What leaves the process for a collector, and what never does.</summary>
public sealed class TelemetryExportTests
{
    // What a caller may send that nobody else is to see.
    private const string Password = "Hunter2.is.not.this";
    private const string FunctionKey = "bW9ub3Rvbm91cy1mdW5jdGlvbi1rZXk=";
    private const string QueryCode = "c2VjcmV0LWluLXF1ZXJ5";
    private const string KeyText = "key-of-an-entry";
    private const string ValueText = "value-of-an-entry";

    private static readonly HttpFunction[] Functions =
    [
        new("try-login", HttpMethods.Post, "try/login", AuthLevel.Function, (context, backend) => CallAsync(context, backend, "Login", new LoginRequest
        {
            User = ByteString.CopyFromUtf8("immudb"),
            Password = ByteString.CopyFromUtf8(context.Request.Headers["x-try-password"].ToString()),
        })),
        new("try-set", HttpMethods.Post, "try/{key}", AuthLevel.Function, (context, backend) => CallAsync(context, backend, "Set", new KeyValue
        {
            Key = ByteString.CopyFromUtf8($"{context.Request.RouteValues["key"]}"),
            Value = ByteString.CopyFromUtf8(ValueText),
        })),
        new("try-get", HttpMethods.Get, "try/{key}", AuthLevel.Function, (context, backend) =>
            CallAsync(context, backend, "Get", new Key { Key_ = ByteString.CopyFromUtf8($"{context.Request.RouteValues["key"]}") })),
    ];

    [Fact]
    public async Task Export_OfASession_SendsTracesMetricsAndLogs()
    {
        await using Collector collector = await Collector.StartAsync();

        await ScriptAsync(collector);

        string traces = collector.Received("/v1/traces");
        Assert.Contains("POST /try/{key}", traces, StringComparison.Ordinal);
        Assert.Contains(RpcTelemetry.Name, traces, StringComparison.Ordinal);
        Assert.Contains("immufunctions", traces, StringComparison.Ordinal);
        string metrics = collector.Received("/v1/metrics");
        Assert.Contains("http.server.request.duration", metrics, StringComparison.Ordinal);
        Assert.Contains(RpcTelemetry.DurationName, metrics, StringComparison.Ordinal);
        Assert.Contains("NotFound", metrics, StringComparison.Ordinal);
        Assert.Contains(LedgerTelemetry.Name, metrics, StringComparison.Ordinal);
        Assert.Contains("immufunctions.ledger.appends", metrics, StringComparison.Ordinal);
        Assert.Contains("immufunctions.ledger.cache.reads", metrics, StringComparison.Ordinal);
        Assert.Contains("Listening at", collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfASession_HoldsNoSecret()
    {
        await using Collector collector = await Collector.StartAsync();

        (string token, _) = await ScriptAsync(collector);

        Assert.All(Secrets(token), secret => Assert.DoesNotContain(secret, collector.Received(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_OfASession_HoldsNoSecret()
    {
        (string token, IReadOnlyList<string> log) = await ScriptAsync(collector: null);

        Assert.NotEmpty(log);
        Assert.All(Secrets(token), secret => Assert.All(log, line => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
    }

    private static string[] Secrets(string token) => [token, token.Split('.')[^1], Password, FunctionKey, QueryCode, KeyText, ValueText, Convert.ToBase64String(Encoding.UTF8.GetBytes(KeyText))];

    // Login, right and wrong; set and get; a key that is not there; no login; a path that is none. Returns the token and what a log of everything from Information on has.
    private static async Task<(string Token, IReadOnlyList<string> Log)> ScriptAsync(Collector? collector)
    {
        string[] settings = collector is null
            ? ["auth=true", $"admin-password={Password}"]
            : ["auth=true", $"admin-password={Password}", $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}"];
        RunningFunctions host = await RunningFunctions.StartAsync(RunningFunctions.Options(settings), [.. FunctionTable.Http, .. Functions], builder =>
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector?.Address;
            builder.Configuration["OTEL_METRIC_EXPORT_INTERVAL"] = "50";
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        });
        LogLines log = host.Log;
        string token;
        await using (host)
        {
            await SendAsync(host, HttpMethod.Post, "/try/login", null, "wrong" + Password);
            token = await SendAsync(host, HttpMethod.Post, "/try/login", null, Password);
            await SendAsync(host, HttpMethod.Post, $"/try/{KeyText}", token, null);
            await SendAsync(host, HttpMethod.Get, $"/try/{KeyText}", token, null);
            await SendAsync(host, HttpMethod.Get, $"/try/{KeyText}-absent", token, null);
            await SendAsync(host, HttpMethod.Get, $"/try/{KeyText}", null, null);
            await SendAsync(host, HttpMethod.Get, $"/none/{KeyText}", token, null);
            await SendAsync(host, HttpMethod.Get, "/readyz", token, null);
            // What open ledgers are asked for is only known while they are open.
            if (collector is not null)
                await collector.ReceivesAsync("immufunctions.ledger.cache.reads");
        }

        Assert.NotEmpty(token);
        return (token, log.All);
    }

    private static async Task<string> SendAsync(RunningFunctions host, HttpMethod method, string path, string? token, string? password)
    {
        using var request = new HttpRequestMessage(method, $"{path}?code={QueryCode}");
        request.Headers.Add("x-functions-key", FunctionKey);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (password is not null)
            request.Headers.Add("x-try-password", password);
        using HttpResponseMessage answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CallAsync(HttpContext context, Backend backend, string rpc, IMessage request)
    {
        try
        {
            IMessage answer = await backend.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), request, RestCall.Of(context, backend));
            await context.Response.WriteAsync(answer is LoginResponse login ? login.Token : "done");
        }
        catch (RpcException e)
        {
            await RestAnswer.FailAsync(context, e.Code, e.Message);
        }
    }
}
