using System.Net;
using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Functions.Tests.Serving;
using Microsoft.AspNetCore.Http;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class CallerLimitTests
{
    private const string TooMany = """{"error":"too many requests","code":8,"message":"too many requests"}""";

    [Fact]
    public async Task Get_MoreOftenThanAllowed_Is429()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("rate-limit=1");

        // One a second is allowed: of a hundred at once, some are too many however slow the machine is.
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.GetAsync(RestRoot + "root")));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        Answer refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.TooManyRequests, TooMany, "1"), (refused.Status, refused.Body, refused.Header("Retry-After")));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.GetAsync("/healthz"))), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Fact]
    public async Task Get_ElsewhereMoreOftenThanAllowed_IsAProblem()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("rate-limit=1");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.GetAsync("/nowhere")));

        Assert.Contains(answers, answer => answer.Body == """{"title":"Too Many Requests","status":429,"detail":"too many requests"}""");
    }

    [Theory]
    [InlineData(false, null, "203.0.113.9", "address 192.0.2.1")]
    [InlineData(true, null, "203.0.113.9, 10.0.0.1", "address 203.0.113.9")]
    [InlineData(true, null, "203.0.113.9:51234", "address 203.0.113.9")]
    [InlineData(true, null, "[2001:db8::7]:51234", "address 2001:db8::7")]
    [InlineData(true, null, "2001:db8::7", "address 2001:db8::7")]
    [InlineData(true, null, null, "address 192.0.2.1")]
    [InlineData(true, "Bearer t", "203.0.113.9", "token 63a25a26464c310e30f3e4f90b7f2153")]
    public void CallerOf_ARequest_IsItsTokenOrElseItsAddress(bool isProxied, string? token, string? forwarded, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        context.Request.Headers.Authorization = token;
        context.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.Equal(expected, CallerLimit.CallerOf(context, isProxied));
    }

    [Theory]
    [InlineData(false, "203.0.113.9", "192.0.2.1")]
    [InlineData(true, "203.0.113.9, 10.0.0.1", "203.0.113.9")]
    [InlineData(true, "203.0.113.9:51234", "203.0.113.9")]
    [InlineData(true, "[2001:db8::7]:51234", "2001:db8::7")]
    [InlineData(true, "2001:db8::7", "2001:db8::7")]
    [InlineData(true, "unknown", "192.0.2.1")]
    [InlineData(true, null, "192.0.2.1")]
    public void AddressOf_ARequest_IsTheCallersNotTheProxys(bool isProxied, string? forwarded, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        context.Request.Headers["X-Forwarded-For"] = forwarded;

        Assert.Equal(IPAddress.Parse(expected), CallerLimit.AddressOf(context, isProxied));
    }
}
