using System.Net;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class RequestFaultTests
{
    private const string Route = "v1/immurestproxy/failing";

    public static TheoryData<string, Exception, int, string> Faults => new()
    {
        { Route, new RpcException(StatusCode.PermissionDenied, "no"), 403, """{"error":"no","code":7,"message":"no"}""" },
        { Route, new LedgerException(LedgerErrorKind.Corrupt, "entry 7"), 500, """{"error":"entry 7","code":15,"message":"entry 7"}""" },
        { Route, new InvalidOperationException("secret"), 500, """{"error":"unexpected error","code":2,"message":"unexpected error"}""" },
        { "own", new RpcException(StatusCode.Unimplemented, "not here"), 501, """{"title":"Not Implemented","status":501,"detail":"not here"}""" },
        { "own", new LedgerException(LedgerErrorKind.Unavailable, "store down"), 503, """{"title":"Service Unavailable","status":503,"detail":"store down"}""" },
        { "own", new OperationCanceledException(), 500, """{"title":"Internal Server Error","status":500,"detail":"unexpected error"}""" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Get_OfAFunctionThatThrows_IsAnsweredInTheFormOfTheRoute(string route, Exception exception, int status, string body)
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync(RunningFunctions.Options(), [TestFunctions.Failing(route, exception)]);

        Answer answer = await host.GetAsync("/" + route);

        Assert.Equal((status, body), ((int)answer.Status, answer.Body));
        Assert.Null(answer.Header("ETag"));
        Assert.DoesNotContain("max-age", answer.Header("Cache-Control") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAFunctionThatFailsUnexpectedly_IsLoggedOnceWithoutTheRequest()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync(RunningFunctions.Options(), [TestFunctions.Failing("failing/{key}", new InvalidOperationException("what happened"))]);

        await host.GetAsync("/failing/a2V5?code=functionkey", "Bearer mytoken", ("X-Request-Id", "r1"), ("x-functions-key", "mykey"));

        string line = Assert.Single(host.Log.From(LogLevel.Warning));
        Assert.Contains("RequestId:r1", line, StringComparison.Ordinal);
        Assert.Contains("The function failing failed unexpectedly at the request r1", line, StringComparison.Ordinal);
        Assert.Contains("what happened", line, StringComparison.Ordinal);
        Assert.All(host.Log.From(LogLevel.Information), text => Assert.DoesNotMatch("a2V5|mytoken|functionkey|mykey", text));
    }

    [Fact]
    public async Task Get_OfAnAnswerThatBreaksOff_IsNotWhole()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync(RunningFunctions.Options(), [TestFunctions.Failing("half", new InvalidOperationException(), isStarted: true)]);

        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/half"));

        Assert.Single(host.Log.From(LogLevel.Error));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Post_OfACallerWhoGoes_LeavesNoTrace()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync(RunningFunctions.Options(), [TestFunctions.Length]);
        await using (RawConnection connection = await RawConnection.OpenAsync(host.Address, TestContext.Current.CancellationToken))
            await connection.SendAsync("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", TestContext.Current.CancellationToken);

        // The host stops when the requests under way have ended.
        await host.DisposeAsync();

        Assert.Empty(host.Log.From(LogLevel.Warning));
    }
}
