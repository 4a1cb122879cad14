using System.Net;
using System.Text;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Xunit;
using static ImmuFunctions.Protocol.Tests.Connect.ConnectCalls;

namespace ImmuFunctions.Protocol.Tests.Connect;

public sealed class ConnectStreamTests
{
    private const byte End = 2;

    private const string Type = "application/connect+proto";

    private static readonly byte[] Good = "{}"u8.ToArray();

    private static readonly byte[] One = PageOf("one").ToByteArray();

    private static readonly byte[] Two = PageOf("two").ToByteArray();

    [Fact]
    public async Task Stream_ToItsEnd_IsEveryMessage()
    {
        var http = new CannedHttp(HttpStatusCode.OK, Type, Envelopes((0, One), (0, Two), (End, Good))) { Headers = { (CallHeaders.ServerIdentity, "uuid") } };
        var call = new RpcCall(Stop);

        Assert.Equal([PageOf("one"), PageOf("two")], await Over(http).ScanAsync(call));
        Assert.Equal("uuid", call.ServerIdentity);
        Assert.Equal(Envelopes((0, [])), http.RequestBody);
        Assert.Equal(("/immufunctions.v1.LedgerQueries/Scan", Type), (http.Request!.RequestUri!.AbsolutePath, http.Request.Content!.Headers.ContentType!.ToString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(""" {"metadata":{"x":["y"]}} """)]
    [InlineData("""{"error":null}""")]
    public async Task Stream_OfNothing_IsEmpty(string end) => Assert.Empty(await Answered(Type, Envelopes((End, Encoding.UTF8.GetBytes(end)))).ScanAsync());

    [Theory]
    [InlineData("""{"error":{"code":"data_loss","message":"entry 7"}}""", StatusCode.DataLoss, "entry 7")]
    [InlineData("""{"metadata":{},"error":{"message":"entry 7"}}""", StatusCode.Unknown, "entry 7")]
    [InlineData("""{"error":{}}""", StatusCode.Unknown, "")]
    [InlineData("""{"error":"text"}""", StatusCode.Internal, "the end of the stream is not what it should be")]
    [InlineData("""[]""", StatusCode.Internal, "the end of the stream is not what it should be")]
    [InlineData("", StatusCode.Internal, "the end of the stream is not what it should be")]
    [InlineData("""{}{}""", StatusCode.Internal, "the end of the stream is not what it should be")]
    public async Task Stream_ThatEndsInAnError_GivesWhatCameAndThenTheError(string end, StatusCode code, string text)
    {
        var seen = new List<IMessage>();
        ConnectInvoker client = Answered(Type, Envelopes((0, One), (End, Encoding.UTF8.GetBytes(end))));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.ScanAsync(seen: seen));

        Assert.Equal((code, text), (e.Code, e.Message));
        Assert.Single(seen);
    }

    [Fact]
    public async Task Stream_CutAnywhere_NeverLooksComplete()
    {
        byte[] whole = Envelopes((0, One), (0, Two), (End, Good));

        Assert.All(Enumerable.Range(0, whole.Length), length =>
            Assert.Equal(StatusCode.Internal, Assert.ThrowsAsync<RpcException>(() => Answered(Type, whole[..length]).ScanAsync()).GetAwaiter().GetResult().Code));
        Assert.Equal(2, (await Answered(Type, whole).ScanAsync()).Count);
    }

    public static TheoryData<StatusCode, byte[]> Wrong => new()
    {
        { StatusCode.Internal, Envelopes((End, Good), (0, One)) },
        { StatusCode.Internal, [.. Envelopes((End, Good)), 0] },
        { StatusCode.Internal, Envelopes((1, One), (End, Good)) },
        { StatusCode.Internal, Envelopes((3, Good)) },
        { StatusCode.Internal, Envelopes((0x80, One), (End, Good)) },
        { StatusCode.Internal, Envelopes((0, "<html>"u8.ToArray()), (End, Good)) },
        { StatusCode.ResourceExhausted, [0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { StatusCode.ResourceExhausted, [End, 0, 1, 0, 1] },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task Stream_ThatIsNone_IsAnError(StatusCode code, byte[] body) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => Answered(Type, body).ScanAsync())).Code);

    [Theory]
    [InlineData("application/proto")]
    [InlineData("application/connect+json")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task Stream_OfAnotherType_IsAnError(string? contentType) =>
        Assert.Equal(StatusCode.Unknown, (await Assert.ThrowsAsync<RpcException>(() => Answered(contentType, Envelopes((End, Good))).ScanAsync())).Code);

    [Fact]
    public async Task Stream_Compressed_IsAnError()
    {
        var http = new CannedHttp(HttpStatusCode.OK, Type, Envelopes((End, Good))) { Headers = { ("connect-content-encoding", "gzip") } };

        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => Over(http).ScanAsync())).Code);
    }

    [Fact]
    public async Task Stream_RefusedBeforeItBegins_HasTheCodeOfTheBody()
    {
        ConnectInvoker client = Answered("application/json", """{"code":"resource_exhausted","message":"too many requests"}"""u8.ToArray(), HttpStatusCode.TooManyRequests);

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.ScanAsync());

        Assert.Equal((StatusCode.ResourceExhausted, "too many requests"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Stream_WhoseReaderFails_EndsWithTheReadersError()
    {
        ConnectInvoker client = Answered(Type, Envelopes((0, One), (End, Good)));

        await Assert.ThrowsAsync<IOException>(async () => await client.StreamAsync(Scan, new ScanOptions(), _ => throw new IOException("disk full"), new RpcCall(Stop)));
    }

    [Fact]
    public async Task Stream_OfRandomBytes_IsAnErrorAndNoOther()
    {
        var random = new Random(41);
        byte[] whole = Envelopes((0, One), (0, Two), (End, """{"error":{"code":"aborted","message":"m"}}"""u8.ToArray()));
        for (int i = 0; i < 3000; i++)
        {
            byte[] body = i % 2 == 0 ? new byte[random.Next(64)] : [.. whole];
            if (i % 2 == 0)
                random.NextBytes(body);
            else
                body[random.Next(body.Length)] = (byte)random.Next(256);

            Exception? thrown = await Record.ExceptionAsync(() => Answered(Type, body).ScanAsync());

            Assert.True(thrown is null or RpcException, thrown?.ToString());
        }
    }

    private static ItemList PageOf(string value) => new() { Items = { new Item { Value = ByteString.CopyFromUtf8(value) } } };
}
