using System.Text.Json;
using Immudb.Schema;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Verified;

public sealed class VerifiedRouteTests : IAsyncLifetime
{
    private RunningFunctions _host = null!;

    public async ValueTask InitializeAsync() => _host = await RunningFunctions.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task SafeRoutes_OfAnHonestLedger_AnswerWithNumbersAndVerified()
    {
        Assert.Equal("""{"index":0,"verified":true}""", await PostAsync("item/safe", """{"kv":{"key":"aw==","value":"dg=="}}"""));
        Assert.Equal("""{"index":1,"verified":true}""", await PostAsync("safe/reference", """{"ro":{"reference":"cg==","key":"aw=="}}"""));
        Assert.Equal("""{"index":2,"verified":true}""", await PostAsync("safe/zadd", """{"zopts":{"set":"cw==","score":{"score":1.5},"key":"aw=="}}"""));
        Assert.Equal("""{"index":3,"verified":true}""", await PostAsync("safe/reference", """{"ro":{"reference":"cmk=","key":"aw==","index":{"index":"0"}}}"""));
        string read = await PostAsync("item/safe/get", """{"key":"aw=="}""");
        string byReference = await PostAsync("item/safe/get", """{"key":"cg=="}""");

        Assert.Matches("""^\{"key":"aw==","value":"dg==","index":0,"time":\d{10},"verified":true\}$""", read);
        Assert.Equal(read, byReference);
    }

    [Fact]
    public async Task Set_WrapsTheValue_AndLeavesIndex0Out()
    {
        Assert.Equal("{}", await PostAsync("item", """{"key":"aw==","value":"dg=="}"""));
        Assert.Equal("""{"index":1}""", await PostAsync("item", """{"key":"aw==","value":"dzI="}"""));

        Answer raw = await _host.GetAsync(RestRoot + "item/aw==");
        Content content = Content.Parser.ParseFrom(JsonDocument.Parse(raw.Body).RootElement.GetProperty("value").GetBytesFromBase64());
        Assert.Equal("w2", content.Payload.ToStringUtf8());
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds((long)content.Timestamp), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Fact]
    public async Task HistoryOf_AKey_UnwrapsAndLeavesZerosOut()
    {
        await PostAsync("item", """{"key":"aw==","value":"dg=="}""");
        await _host.SetBatchAsync(("k", "raw"));

        string history = (await _host.GetAsync(RestRoot + "history/aw==")).Body;

        Assert.Matches("""^\{"items":\[\{"key":"aw==","value":\{"payload":"cmF3"\},"index":1\},\{"key":"aw==","value":\{"timestamp":\d{10},"payload":"dg=="\}\}\]\}$""", history);
        Assert.Equal("{}", (await _host.GetAsync(RestRoot + "history/eno=")).Body);
    }

    [Fact]
    public async Task HistoryOf_AKeyWithASlash_TakesItUrlSafeOrEscaped()
    {
        await PostAsync("item", """{"key":"Pz8/","value":"dg=="}""");

        Assert.NotEqual("{}", (await _host.GetAsync(RestRoot + "history/Pz8_")).Body);
        Assert.NotEqual("{}", (await _host.GetAsync(RestRoot + "history/Pz8%2F")).Body);
        Assert.NotEqual("{}", (await _host.GetAsync(RestRoot + "history/Pz8%252F")).Body);
    }

    [Fact]
    public async Task SafeGet_OfAValueNobodyWrapped_GivesItAsItIs()
    {
        await _host.SetBatchAsync(("k", "raw"));

        Assert.Equal("""{"key":"aw==","value":"cmF3","index":0,"time":0,"verified":true}""", await PostAsync("item/safe/get", """{"key":"aw=="}"""));
    }

    [Theory]
    [InlineData("item/safe", "{}", 400, 3, "incorrect JSON payload")]
    [InlineData("item/safe", "", 400, 3, "incorrect JSON payload")]
    [InlineData("item/safe", """{"key":"aw=="}""", 400, 3, "incorrect JSON payload")]
    [InlineData("item/safe", """{"kv":null}""", 400, 3, "incorrect JSON payload")]
    [InlineData("safe/reference", "{}", 400, 3, "incorrect JSON payload")]
    [InlineData("safe/zadd", "{}", 400, 3, "incorrect JSON payload")]
    [InlineData("item/safe", """{"kv":{}}""", 400, 3, "invalid key")]
    [InlineData("item", "{}", 400, 3, "invalid key")]
    [InlineData("item/safe", """{"kv":{"key":"a"}}""", 400, 3, "illegal base64 data at input byte 0")]
    [InlineData("item", """{"key":"aw==="}""", 400, 3, "illegal base64 data at input byte 4")]
    [InlineData("item/safe/get", "{}", 400, 3, "invalid key")]
    [InlineData("item/safe/get", """{"key":"eno="}""", 404, 5, "Key not found")]
    [InlineData("safe/reference", """{"ro":{"reference":"cg==","key":"eno="}}""", 404, 5, "Key not found")]
    [InlineData("safe/reference", """{"ro":{"reference":"cg==","index":{}}}""", 400, 3, "invalid key")]
    [InlineData("safe/zadd", """{"zopts":{"key":"eno="}}""", 400, 3, "invalid set")]
    public async Task Post_ThatFails_HasTheGatewaysBody(string path, string body, int status, int code, string message) =>
        AssertError(await _host.PostAsync(RestRoot + path, body), status, code, message);

    [Theory]
    [InlineData("history/YQ", 400, 3, "type mismatch, parameter: key, error: illegal base64 data at input byte 0")]
    [InlineData("history/", 400, 3, "missing parameter key")]
    [InlineData("usedatabase/", 400, 3, "missing parameter databasename")]
    public async Task Get_ThatFails_HasTheGatewaysBody(string path, int status, int code, string message) =>
        AssertError(await _host.GetAsync(RestRoot + path), status, code, message);

    [Fact]
    public async Task SafeRoutes_WithoutLogin_AreRefused_AndWithATokenVerified()
    {
        await using RunningFunctions locked = await RunningFunctions.StartAsync("auth=true");
        const string Body = """{"kv":{"key":"aw==","value":"dg=="}}""";

        AssertError(await locked.PostAsync(RestRoot + "item/safe", Body), 500, 2, "please login first");
        AssertError(await locked.GetAsync(RestRoot + "usedatabase/defaultdb"), 401, 16, "Please login");
        string token = await locked.LoginAsync();
        Answer selection = await locked.GetAsync(RestRoot + "usedatabase/defaultdb", token);
        string selected = "Bearer " + JsonDocument.Parse(selection.Body).RootElement.GetProperty("token").GetString();

        Assert.Equal("""{"index":0,"verified":true}""", (await locked.PostAsync(RestRoot + "item/safe", Body, token)).Body);
        Assert.Equal("""{"index":1,"verified":true}""", (await locked.PostAsync(RestRoot + "item/safe", Body, selected)).Body);
    }

    [Fact]
    public async Task SafeSet_SentTwiceUnderOneName_SaysSo()
    {
        const string Body = """{"kv":{"key":"aw==","value":"dg=="}}""";
        Answer first = await _host.PostAsync(RestRoot + "item/safe", Body, null, ("immufunctions-request-id", "one"));
        Answer second = await _host.PostAsync(RestRoot + "item/safe", Body, null, ("immufunctions-request-id", "one"));

        Assert.Equal("""{"index":0,"verified":true}""", first.Body);
        Assert.Equal((first.Body, "true"), (second.Body, second.Header("immufunctions-replay")));
        Assert.Null(first.Header("Grpc-Metadata-Immudb-Uuid"));
    }

    [Fact]
    public async Task LastAudit_WithoutAnAuditor_IsEmpty()
    {
        Answer answer = await _host.GetAsync("/lastaudit");

        Assert.Equal(
            """{"ServerID":"","ServerAddress":"","HasRunConsistencyCheck":false,"HasError":false,"ConsistencyCheckResult":false,"PreviousRootIndex":0,"PreviousRoot":"","CurrentRootIndex":0,"CurrentRoot":"","RunAt":"0001-01-01T00:00:00Z"}""",
            answer.Body);
    }

    private static void AssertError(Answer answer, int status, int code, string message)
    {
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal($$"""{"error":"{{message}}","code":{{code}},"message":"{{message}}"}""", answer.Body);
    }

    private async Task<string> PostAsync(string path, string body)
    {
        Answer answer = await _host.PostAsync(RestRoot + path, body);
        Assert.Equal(200, (int)answer.Status);
        return answer.Body;
    }
}
