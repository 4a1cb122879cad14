using System.Net;
using System.Text;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;
using static ImmuFunctions.Functions.Tests.Connect.ConnectRequests;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>The rpcs at the paths of gRPC, request by request.</summary>
public sealed class ConnectServerTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    private const string NoKey = """{"code":"not_found","message":"Key not found"}""";

    private const string Get = ImmuRoot + "Get";

    private readonly RunningFunctions _host = fixture.Host;

    [Fact]
    public async Task Post_OfJson_IsAnsweredWithJson()
    {
        Answer set = await _host.PostAsync(ImmuRoot + "Set", $$"""{"key":"{{B64("json")}}","value":"{{B64("one")}}"}""", null, ("Connect-Protocol-Version", "1"), ("Connect-Timeout-Ms", "60000"));
        Answer get = await _host.PostAsync(Get, $$"""{"key":"{{B64("json")}}"}""");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (set.Status, set.ContentType));
        Assert.Contains($"\"value\":\"{B64("one")}\"", get.Body, StringComparison.Ordinal);
        Assert.Equal(get.Body.Length, get.Message.Content.Headers.ContentLength);
        Assert.NotNull(get.Header("immudb-uuid"));
        Assert.NotNull(get.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Post_OfProto_IsAnsweredWithProto()
    {
        await _host.SetBatchAsync(("proto", "two"));

        (Answer answer, byte[] body) = await _host.CallAsync(Get, "application/proto", new Key { Key_ = ByteString.CopyFromUtf8("proto") }.ToByteArray());

        Assert.Equal("two", Item.Parser.ParseFrom(body).Value.ToStringUtf8());
        Assert.Equal(("application/proto", body.Length), (answer.ContentType, answer.Message.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Post_OfAnErrorOfTheLedger_IsConnects()
    {
        Answer answer = await _host.PostAsync(Get, $$"""{"key":"{{B64("nothing")}}"}""");

        Assert.Equal((HttpStatusCode.NotFound, "application/json", NoKey), (answer.Status, answer.ContentType, answer.Body));
        Assert.NotNull(answer.Header("immudb-uuid"));
    }

    [Fact]
    public async Task Post_UnderAName_IsWrittenOnce()
    {
        string body = $$"""{"key":"{{B64("named")}}","value":"{{B64("v")}}"}""";

        Answer first = await _host.PostAsync(ImmuRoot + "Set", body, null, ("immufunctions-request-id", "order-1"));
        Answer second = await _host.PostAsync(ImmuRoot + "Set", body, null, ("immufunctions-request-id", "order-1"));

        Assert.Equal((null, "true", first.Body), (first.Header("immufunctions-replay"), second.Header("immufunctions-replay"), second.Body));
    }

    [Theory]
    [InlineData("NoSuch", "application/json", "{}", 404, """{"code":"unimplemented","message":"unknown method NoSuch for service immudb.schema.ImmuService"}""")]
    [InlineData("get", "application/json", "{}", 404, """{"code":"unimplemented","message":"unknown method get for service immudb.schema.ImmuService"}""")]
    [InlineData("UpdateAuthConfig", "application/json", "{}", 501, """{"code":"unimplemented","message":"method UpdateAuthConfig not implemented"}""")]
    [InlineData("Get", "application/json", "{", 400, "\"code\":\"invalid_argument\"")]
    [InlineData("Get", "application/json", """{"key":"!"}""", 400, "\"code\":\"invalid_argument\"")]
    [InlineData("Get", "application/proto", "{}", 400, """{"code":"invalid_argument","message":"the body is no immudb.schema.Key"}""")]
    [InlineData("Get", "application/x-www-form-urlencoded", "{}", 415, "application/proto, application/json")]
    [InlineData("Get", "application/connect+proto", "{}", 415, "application/proto, application/json")]
    [InlineData("Get", "application/grpc", "{}", 415, "application/proto, application/json")]
    [InlineData("Get", "application/json; charset=latin1", "{}", 415, "application/proto, application/json")]
    [InlineData("Get", null, "{}", 415, "application/proto, application/json")]
    [InlineData("Dump", "application/json", "{}", 415, "application/connect+proto, application/connect+json")]
    public async Task Post_OfWhatCannotBeAnswered_IsRefused(string rpc, string? type, string body, int status, string expected)
    {
        (Answer answer, _) = await _host.CallAsync(ImmuRoot + rpc, type, Encoding.UTF8.GetBytes(body));

        Assert.Equal((status, "application/json"), ((int)answer.Status, answer.ContentType));
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
        Assert.Equal(status == 415, answer.Header("Accept-Post") is not null);
    }

    [Theory]
    [InlineData("connect-protocol-version", "2", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms", "soon", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms", "-1", 400, "invalid_argument")]
    [InlineData("connect-timeout-ms", "0", 504, "deadline_exceeded")]
    [InlineData("content-encoding", "gzip", 501, "unimplemented")]
    [InlineData("content-encoding", "identity", 404, "not_found")]
    [InlineData("connect-timeout-ms", "9999999999", 404, "not_found")]
    public async Task Post_WithHeaders_IsTakenAtTheirWord(string name, string value, int status, string code)
    {
        (Answer answer, _) = await _host.CallAsync(Get, "application/json", Encoding.UTF8.GetBytes($$"""{"key":"{{B64("nothing")}}"}"""), (name, value));

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/connect+json", "{}")]
    [InlineData("application/connect+proto", "")]
    public async Task Post_ForAStream_IsAnsweredInEnvelopesWithAnEnd(string type, string message)
    {
        await _host.SetBatchAsync(("streamed", "three"));

        (Answer answer, byte[] body) = await _host.CallAsync(QueriesRoot + "Scan", type, Envelope(Encoding.UTF8.GetBytes(message)));

        Assert.Equal((HttpStatusCode.OK, type), (answer.Status, answer.ContentType));
        Assert.NotNull(answer.Header("immudb-uuid"));
        (byte Flag, string Text)[] envelopes = [.. Envelopes(body)];
        Assert.Equal((2, "{}"), envelopes[^1]);
        Assert.All(envelopes[..^1], e => Assert.Equal(0, e.Flag));
        Assert.Contains(envelopes[..^1], e => e.Text.Contains(type.EndsWith("json", StringComparison.Ordinal) ? B64("streamed") : "streamed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"offset":"!"}""", "connect-protocol-version", "1", "invalid_argument")]
    [InlineData("{}", "connect-protocol-version", "2", "invalid_argument")]
    [InlineData("{}", "connect-content-encoding", "gzip", "unimplemented")]
    [InlineData("{}", "connect-timeout-ms", "0", "deadline_exceeded")]
    public async Task Post_ForAStreamThatFails_EndsWithTheError(string message, string name, string value, string code)
    {
        (Answer answer, byte[] body) = await _host.CallAsync(QueriesRoot + "Scan", "application/connect+json", Envelope(Encoding.UTF8.GetBytes(message)), (name, value));

        (byte Flag, string Text) end = Assert.Single(Envelopes(body));
        Assert.Equal((HttpStatusCode.OK, 2), (answer.Status, end.Flag));
        Assert.StartsWith($$$"""{"error":{"code":"{{{code}}}","message":""", end.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\u0001")]
    [InlineData("\u0001\0\0\0\0")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0")]
    public async Task Post_ForAStreamWithoutOneEnvelope_EndsWithTheError(string body)
    {
        (_, byte[] answer) = await _host.CallAsync(QueriesRoot + "Scan", "application/connect+proto", Encoding.Latin1.GetBytes(body));

        Assert.StartsWith("{\"error\":", Assert.Single(Envelopes(answer)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", ImmuRoot + "Get", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", ImmuRoot + "Get/more", HttpStatusCode.NotFound)]
    [InlineData("POST", "/immudb.schema.OtherService/Get", HttpStatusCode.NotFound)]
    public async Task Send_ToNoFunction_IsAProblem(string method, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, (await _host.SendAsync(new HttpMethod(method), path, null)).Status);

    [Fact]
    public async Task Post_OfTooLongABody_IsResourceExhausted()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("max-request-bytes=100");

        (Answer unary, _) = await host.CallAsync(Get, "application/proto", new byte[101]);
        (Answer stream, _) = await host.CallAsync(QueriesRoot + "Scan", "application/connect+proto", new byte[101]);

        const string Expected = """{"code":"resource_exhausted","message":"the body has more than 100 bytes"}""";
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, Expected), (unary.Status, unary.Body));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, Expected), (stream.Status, stream.Body));
    }

    [Fact]
    public async Task Post_MoreOftenThanAllowed_IsResourceExhausted()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("rate-limit=1");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.PostAsync(ImmuRoot + "Health", "{}")));

        Answer refused = answers.First(answer => answer.Status != HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.TooManyRequests, """{"code":"resource_exhausted","message":"too many requests"}"""), (refused.Status, refused.Body));
    }

    [Fact]
    public async Task Post_WithoutLogin_SaysImmudbsWords()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("auth=true");

        Answer refused = await host.PostAsync(Get, $$"""{"key":"{{B64("k")}}"}""");
        Answer login = await host.PostAsync(ImmuRoot + "Login", $$"""{"user":"{{B64("immudb")}}","password":"{{B64("immudb")}}"}""");
        string token = System.Text.Json.Nodes.JsonNode.Parse(login.Body)!["token"]!.GetValue<string>();

        Assert.Equal((HttpStatusCode.InternalServerError, """{"code":"unknown","message":"please login first"}"""), (refused.Status, refused.Body));
        Assert.Equal(NoKey, (await host.PostAsync(Get, $$"""{"key":"{{B64("k")}}"}""", "Bearer " + token)).Body);
    }

    [Fact]
    public async Task Post_OfRandomBytes_IsAnsweredOrRefused()
    {
        var random = new Random(23);
        string[] types = ["application/proto", "application/json", "application/connect+proto", "application/connect+json"];
        string[] rpcs = ["Get", "ExecAllOps", "BySafeIndex", "Dump"];
        for (int i = 0; i < 300; i++)
        {
            byte[] body = new byte[random.Next(24)];
            random.NextBytes(body);
            string type = types[random.Next(types.Length)];

            (Answer answer, _) = await _host.CallAsync(ImmuRoot + rpcs[random.Next(rpcs.Length)], type, i % 2 == 0 ? body : Envelope(body));

            Assert.DoesNotContain("unexpected error", answer.Body, StringComparison.Ordinal);
        }
    }
}
