using System.Net;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class BodyLimitTests
{
    private const string TooLarge = """{"error":"the body has more than 8388608 bytes","code":8,"message":"the body has more than 8388608 bytes"}""";
    private const long HundredMegabytes = 100_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_Of100Megabytes_Is413WithoutHoldingThem(bool isDeclared)
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        await host.PostAsync(RestRoot + "batch/get", "");
        long before = GC.GetTotalAllocatedBytes();

        Answer answer = await host.SendAsync(HttpMethod.Post, RestRoot + "batch/set", new EndlessContent(HundredMegabytes, isDeclared));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, TooLarge, "application/json"), (answer.Status, answer.Body, answer.ContentType));
        Assert.True(answer.Message.Headers.ConnectionClose);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task Post_TooLong_ElsewhereIsAProblem()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("max-request-bytes=10");

        Answer answer = await host.PostAsync("/nowhere", "12345678901");

        Assert.Equal("""{"title":"Payload Too Large","status":413,"detail":"the body has more than 10 bytes"}""", answer.Body);
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Theory]
    [InlineData("{\"KVs\":[]}", true, HttpStatusCode.BadRequest)]
    [InlineData("{\"KVs\":[]}", false, HttpStatusCode.BadRequest)]
    [InlineData("{\"KVs\":[]} ", true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("{\"KVs\":[]} ", false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Post_OfExactlyTheLimit_IsRead(string body, bool isDeclared, HttpStatusCode expected)
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("max-request-bytes=10");

        Answer answer = await host.SendAsync(HttpMethod.Post, RestRoot + "batch/set", new TextContent(body, isDeclared));

        Assert.Equal(expected, answer.Status);
    }

    [Fact]
    public async Task Post_ThatWaitsForAWordFirst_IsRefusedWithoutABody()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(host.Address, Cancellation);

        await connection.SendAsync($"POST {RestRoot}batch/set HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\nExpect: 100-continue\r\n\r\n", Cancellation);
        string answer = await connection.ReadToEndAsync(Cancellation);

        Assert.StartsWith("HTTP/1.1 413 Payload Too Large\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(TooLarge, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/immurestproxy/batch/set", """{"error":"the body came too slowly","code":1,"message":"the body came too slowly"}""")]
    [InlineData("/length", """{"title":"Request Timeout","status":408,"detail":"the body came too slowly"}""")]
    public async Task Post_OfASlowBody_Is408(string path, string expected)
    {
        FunctionOptions options = RunningFunctions.Options();
        options = options with { Limits = options.Limits with { SlowBodyGrace = TimeSpan.FromSeconds(1.1), MinBodyBytesPerSecond = 1000 } };
        await using RunningFunctions host = await RunningFunctions.StartAsync(options, [.. RestFunctions.All, TestFunctions.Length]);
        await using RawConnection connection = await RawConnection.OpenAsync(host.Address, Cancellation);

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{", Cancellation);
        string answer = await connection.ReadToEndAsync(Cancellation);

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(expected, answer, StringComparison.Ordinal);
        Assert.Empty(host.Log.From(LogLevel.Warning));
    }

    [Fact]
    public async Task Headers_ThatDoNotEnd_Are408()
    {
        FunctionOptions options = RunningFunctions.Options();
        options = options with { Limits = options.Limits with { HeadersTimeout = TimeSpan.FromSeconds(1) } };
        await using RunningFunctions host = await RunningFunctions.StartAsync(options);
        await using RawConnection connection = await RawConnection.OpenAsync(host.Address, Cancellation);

        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", Cancellation);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    [InlineData("Content-Length: 50\r\n\r\n{}")]
    public async Task Post_OfABodyThatIsCutOff_Is400OrNothing(string rest)
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(host.Address, Cancellation);

        await connection.SendAsync($"POST {RestRoot}batch/set HTTP/1.1\r\nHost: x\r\n{rest}", Cancellation);
        connection.EndSending();
        string answer = await connection.ReadToEndAsync(Cancellation);

        // Whoever has closed the connection may be gone for good.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 Bad Request\r\n", StringComparison.Ordinal) && answer.Contains("""{"error":"the body is not what its headers say","code":3,""", StringComparison.Ordinal), answer);
        Assert.Empty(host.Log.From(LogLevel.Warning));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/healthz")).Status);
    }
}
