using System.Net;
using System.Text;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Connect;

public sealed class ConnectUnaryTests
{
    private static readonly Item Answer = new() { Key = ByteString.CopyFromUtf8("k"), Value = ByteString.CopyFromUtf8("v"), Index = 7 };

    [Fact]
    public async Task Unary_Answered_IsTheMessageAndItsHeaders()
    {
        var http = new CannedHttp(HttpStatusCode.OK, "application/proto", Answer.ToByteArray()) { Headers = { (CallHeaders.ServerIdentity, "uuid"), (CallHeaders.Replay, "true") } };
        var call = new RpcCall(ConnectCalls.Stop);

        IMessage item = await ConnectCalls.Over(http).GetAsync(call);

        Assert.Equal(Answer, item);
        Assert.Equal(("uuid", true), (call.ServerIdentity, call.IsReplay));
    }

    [Fact]
    public async Task Unary_Sent_IsAPostOfTheMessageWithWhatTheCallSays()
    {
        var http = new CannedHttp(HttpStatusCode.OK, "application/proto", []);
        var client = new ConnectInvoker(new HttpMessageInvoker(http), new Uri("https://app.example/base/?code=no"), "function-key", TimeSpan.FromSeconds(5), TimeProvider.System);
        var call = new RpcCall(ConnectCalls.Stop)
        {
            Authorization = "Bearer token",
            RequestName = "order-7",
            Metadata = [new("x-mine", "1"), new("connect-timeout-ms", "1"), new("x-functions-key", "other"), new("Host", "evil")],
        };

        await client.GetAsync(call);

        HttpRequestMessage request = http.Request!;
        Assert.Equal((HttpMethod.Post, "https://app.example/base/immudb.schema.ImmuService/Get"), (request.Method, request.RequestUri!.AbsoluteUri));
        Assert.Equal("k", Key.Parser.ParseFrom(http.RequestBody).Key_.ToStringUtf8());
        Assert.Equal("application/proto", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal(
            ["accept-encoding: identity", "authorization: Bearer token", "connect-protocol-version: 1", "immufunctions-request-id: order-7", "x-functions-key: function-key", "x-mine: 1"],
            request.Headers.NonValidated.Select(h => $"{h.Key.ToLowerInvariant()}: {h.Value}").Where(h => !h.StartsWith("connect-timeout-ms", StringComparison.Ordinal)).Order());
        Assert.InRange(int.Parse(request.Headers.GetValues("connect-timeout-ms").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 5000);
    }

    [Theory]
    [InlineData(404, "application/json", """{"code":"not_found","message":"Key not found"}""", StatusCode.NotFound, "Key not found")]
    [InlineData(500, "application/json; charset=utf-8", """{"message":"Grüße\n\"x\"","code":"unknown","details":[{"type":"x","value":"AA"}]}""", StatusCode.Unknown, "Grüße\n\"x\"")]
    [InlineData(409, "application/json", """{"code":"aborted"}""", StatusCode.Aborted, "")]
    [InlineData(499, "application/json", """{"code":"canceled","message":"m"}""", StatusCode.Cancelled, "m")]
    [InlineData(503, "application/json", """{"code":"of the future","message":"m"}""", StatusCode.Unavailable, "m")]
    [InlineData(503, "application/json", """{"code":14,"message":"m"}""", StatusCode.Unavailable, "m")]
    [InlineData(503, "application/json", """{"code":"ok","message":"m"}""", StatusCode.Unavailable, "m")]
    [InlineData(502, "text/html", "<html>", StatusCode.Unavailable, "502")]
    [InlineData(503, "application/json", "{", StatusCode.Unavailable, "503")]
    [InlineData(503, "application/json", "[]", StatusCode.Unavailable, "503")]
    [InlineData(503, "application/json", """{"code":"aborted"} x""", StatusCode.Unavailable, "503")]
    [InlineData(504, null, "", StatusCode.Unavailable, "504")]
    [InlineData(429, null, "", StatusCode.Unavailable, "429")]
    [InlineData(404, "text/html", "", StatusCode.Unimplemented, "404")]
    [InlineData(413, null, "", StatusCode.ResourceExhausted, "413")]
    [InlineData(403, null, "", StatusCode.PermissionDenied, "403")]
    [InlineData(302, "application/proto", "", StatusCode.Unknown, "302")]
    [InlineData(204, "application/proto", "", StatusCode.Unknown, "204")]
    [InlineData(401, null, "", StatusCode.Unauthenticated, "the function app asks for a function key (401)")]
    [InlineData(401, "application/json", """{"code":"unauthenticated","message":"m"}""", StatusCode.Unauthenticated, "m")]
    public async Task Unary_Refused_HasTheCodeAndText(int status, string? contentType, string body, StatusCode code, string text)
    {
        ConnectInvoker client = ConnectCalls.Answered(contentType, Encoding.UTF8.GetBytes(body), (HttpStatusCode)status);

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.GetAsync());

        Assert.Equal(code, e.Code);
        Assert.True(e.Message == text || (text.Length == 3 && e.Message.Contains(text, StringComparison.Ordinal)), e.Message);
    }

    [Fact]
    public async Task Unary_RefusedWithAKey_SaysThatItIsTheKey()
    {
        ConnectInvoker client = ConnectCalls.Over(new CannedHttp(HttpStatusCode.Unauthorized, null, []), functionKey: "wrong");

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.GetAsync());

        Assert.Equal("the function app does not take the function key (401)", e.Message);
    }

    [Fact]
    public async Task Unary_RefusedAtLength_IsNotRead()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"code":"aborted","message":"{{new string('x', 1 << 17)}}"}""");

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => ConnectCalls.Answered("application/json", body, HttpStatusCode.ServiceUnavailable).GetAsync());

        Assert.Equal(StatusCode.Unavailable, e.Code);
        Assert.True(e.Message.Length < 200);
    }

    [Theory]
    [InlineData(null, StatusCode.Unknown)]
    [InlineData("text/html", StatusCode.Unknown)]
    [InlineData("application/json", StatusCode.Unknown)]
    [InlineData("application/connect+proto", StatusCode.Unknown)]
    [InlineData("application/proto", StatusCode.Internal)]
    public async Task Unary_AnsweredWithSomethingElse_IsAnError(string? contentType, StatusCode code)
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => ConnectCalls.Answered(contentType, "<html>"u8.ToArray()).GetAsync());

        Assert.Equal(code, e.Code);
    }

    [Fact]
    public async Task Unary_AnsweredCompressed_IsAnError()
    {
        var http = new CannedHttp(HttpStatusCode.OK, "application/proto", []) { Headers = { ("content-encoding", "br") } };

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => ConnectCalls.Over(http).GetAsync())).Code);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task Unary_AnsweredAtTheLimit_IsReadUpToIt(int room, bool isRead)
    {
        byte[] body = Answer.ToByteArray();
        ConnectInvoker client = ConnectCalls.Over(new CannedHttp(HttpStatusCode.OK, "application/proto", body), maxReceiveBytes: body.Length + room);

        Task<IMessage> call = client.GetAsync();

        Assert.Equal(isRead ? null : StatusCode.ResourceExhausted, ((RpcException?)await Record.ExceptionAsync(() => call))?.Code);
    }

    [Fact]
    public async Task Unary_WithATokenThatCannotBeSent_IsRefusedHere()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => ConnectCalls.Answered("application/proto", []).GetAsync(new RpcCall(ConnectCalls.Stop) { Authorization = "a\r\nb" }));

        Assert.Equal("please login first", e.Message);
    }

    [Theory]
    [InlineData("ftp://x", null)]
    [InlineData("http://x", "a\nb")]
    public void ConnectInvoker_OfAWrongAddressOrKey_IsRefused(string address, string? key)
    {
        using var http = new HttpMessageInvoker(new CannedHttp(HttpStatusCode.OK, null, []));

        Assert.Throws<ArgumentException>(() => new ConnectInvoker(http, new Uri(address), key, null, TimeProvider.System));
    }
}
