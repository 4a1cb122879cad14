using System.Net;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Service.Hosting;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class CorsTests
{
    private const string App = "https://app.example.com";

    [Theory]
    [InlineData("*", App, "*")]
    [InlineData("*", "null", "*")]
    [InlineData("https://app.example.com", App, App)]
    [InlineData("https://other.example.com, https://APP.example.com", App, App)]
    [InlineData("https://app.example.com", "https://evil.example.com", null)]
    [InlineData("https://app.example.com", "https://app.example.com:8443", null)]
    [InlineData("", App, null)]
    public async Task Get_FromAPage_IsAllowedBySetting(string setting, string origin, string? allowed)
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("cors-origins=" + setting);

        Answer answer = await host.GetAsync(RestRoot + "root", null, ("Origin", origin));
        Answer failed = await host.GetAsync(RestRoot + "item/eno=", null, ("Origin", origin));

        Assert.Equal((HttpStatusCode.OK, allowed), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Equal((HttpStatusCode.NotFound, allowed), (failed.Status, failed.Header("Access-Control-Allow-Origin")));
        Assert.Equal(setting is "*" or "" ? null : "Origin", answer.Header("Vary"));
    }

    [Fact]
    public async Task Get_FromNoPage_HasNoSuchHeaders()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();

        Assert.Null((await host.GetAsync(RestRoot + "root")).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Options_BeforeACall_AllowsWhatIsAskedFor()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();

        Answer answer = await host.SendAsync(
            HttpMethod.Options, RestRoot + "batch/set", null, null,
            ("Origin", App), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));

        Assert.Equal((HttpStatusCode.NoContent, "", "*"), (answer.Status, answer.Body, answer.Header("Access-Control-Allow-Origin")));
        Assert.Equal(("POST", "authorization,content-type"), (answer.Header("Access-Control-Allow-Methods"), answer.Header("Access-Control-Allow-Headers")));
        Assert.Equal("86400", answer.Header("Access-Control-Max-Age"));
    }

    [Fact]
    public async Task Options_OfAPageThatMayNot_IsNoPreflight()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("cors-origins=https://other.example.com");

        Answer answer = await host.SendAsync(HttpMethod.Options, RestRoot + "batch/set", null, null, ("Origin", App), ("Access-Control-Request-Method", "POST"));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, null), (answer.Status, answer.Header("Access-Control-Allow-Methods")));
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com,*")]
    public void Options_OfNoOrigins_AreRefused(string setting) =>
        Assert.Contains("cors-origins", Assert.Throws<SettingException>(() => RunningFunctions.Options("cors-origins=" + setting)).Message, StringComparison.Ordinal);
}
