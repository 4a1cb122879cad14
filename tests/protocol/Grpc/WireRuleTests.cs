using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>The server's side of the protocol, seen with a plain HTTP client.</summary>
public sealed class WireRuleTests : IAsyncLifetime
{
    private const string Get = "/immudb.schema.ImmuService/Get";

    private static readonly byte[] KeyFrame = RawCall.Frame(new Key { Key_ = ByteString.CopyFromUtf8("k") }.ToByteArray());

    private GrpcHost _host = null!;
    private RawCall _raw = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await GrpcHost.StartAsync(binder => binder
            .Unary<Key, Item>("Get", (key, _) => ValueTask.FromResult(new Item { Key = key.Key_ }))
            .Unary<Empty, Root>("CurrentRoot", (_, _) => throw new RpcException(StatusCode.NotFound, "a%b ü")));
        _raw = new RawCall(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Call_Good_AnswersFrameAndTrailers()
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop);

        Assert.Equal((HttpStatusCode.OK, "0", null), (answer.Http, answer.Status, answer.Message));
        Assert.Equal(RawCall.Frame(new Item { Key = ByteString.CopyFromUtf8("k") }.ToByteArray()), answer.Body);
        Assert.Equal([GrpcHost.Uuid], answer.Headers.GetValues("immudb-uuid"));
    }

    [Fact]
    public async Task Call_Fails_TextIsPercentEncodedInTrailers()
    {
        var answer = await _raw.SendAsync("/immudb.schema.ImmuService/CurrentRoot", RawCall.Frame([]), Stop);

        Assert.Equal((HttpStatusCode.OK, "5", "a%25b %C3%BC"), (answer.Http, answer.Status, answer.Message));
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("/immudb.schema.ImmuService/Nope", "unknown method Nope for service immudb.schema.ImmuService")]
    [InlineData("/immudb.schema.ImmuService/get", "unknown method get for service immudb.schema.ImmuService")]
    [InlineData("/grpc.health.v1.Health/Check", "unknown service grpc.health.v1.Health")]
    [InlineData("/nothing", "malformed method name: \"/nothing\"")]
    [InlineData("/immudb.schema.ImmuService/Set", "method Set not implemented")]
    public async Task Call_UnknownMethod_IsUnimplemented(string path, string text)
    {
        var answer = await _raw.SendAsync(path, KeyFrame, Stop);

        Assert.Equal((HttpStatusCode.OK, "12", text), (answer.Http, answer.Status, answer.Message));
        Assert.Equal([GrpcHost.Uuid], answer.Headers.GetValues("immudb-uuid"));
    }

    [Fact]
    public async Task Call_NotPost_IsMethodNotAllowed()
    {
        var answer = await _raw.SendAsync(Get, [], Stop, method: HttpMethod.Get);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Http);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpcx")]
    [InlineData("")]
    public async Task Call_OtherContentType_IsUnsupportedMediaType(string contentType)
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop, contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    [InlineData("application/grpc+proto;x=y")]
    [InlineData("APPLICATION/GRPC")]
    public async Task Call_ContentTypeVariant_IsServed(string contentType)
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop, contentType);

        Assert.Equal("0", answer.Status);
    }

    public static TheoryData<byte[], string> BadBodies => new()
    {
        { [], "cardinality violation: received no request message from non-client-streaming RPC" },
        { [0, 0], "unexpected EOF" },
        { [0, 0, 0, 0, 3, 1], "unexpected EOF" },
        { [.. KeyFrame, 0], "cardinality violation: received multiple request messages for non-client-streaming RPC" },
        { [.. KeyFrame, .. KeyFrame], "cardinality violation: received multiple request messages for non-client-streaming RPC" },
        { RawCall.Frame([0xff, 0xff]), "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data" },
        { RawCall.Frame([0x0a, 0x05, 0x01]), "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data" },
        { RawCall.Frame([], flag: 2), "grpc: received unexpected payload format 2" },
        { RawCall.Frame([], flag: 1), "grpc: compressed flag set with identity or empty encoding" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Call_BadBody_IsInternal(byte[] body, string text)
    {
        var answer = await _raw.SendAsync(Get, body, Stop);

        Assert.Equal(("13", text), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Call_UnknownEncoding_IsUnimplementedAndSaysWhatIsKnown()
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop, headers: [("grpc-encoding", "snappy")]);

        Assert.Equal(("12", "grpc: Decompressor is not installed for grpc-encoding \"snappy\""), (answer.Status, answer.Message));
        Assert.Equal("identity,gzip", string.Join(',', answer.Headers.GetValues("grpc-accept-encoding")));
    }

    [Fact]
    public async Task Call_GzipIn_IsReadAndAnsweredPlainIfNotAccepted()
    {
        var answer = await _raw.SendAsync(Get, RawCall.Frame(Zip(KeyFrame[5..]), flag: 1), Stop, headers: [("grpc-encoding", "gzip")]);

        Assert.Equal(("0", 0), (answer.Status, answer.Body[0]));
        Assert.False(answer.Headers.Contains("grpc-encoding"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, deflate, gzip")]
    public async Task Call_GzipInAndAccepted_IsAnsweredInGzip(string accepted)
    {
        var answer = await _raw.SendAsync(
            Get, KeyFrame, Stop, headers: [("grpc-encoding", "gzip"), ("grpc-accept-encoding", accepted)]);

        Assert.Equal(("0", 1), (answer.Status, answer.Body[0]));
        Assert.Equal(["gzip"], answer.Headers.GetValues("grpc-encoding"));
        Assert.Equal("k", Item.Parser.ParseFrom(Unzip(answer.Body[5..])).Key.ToStringUtf8());
    }

    [Fact]
    public async Task Call_GzipOnlyAccepted_IsAnsweredPlain()
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop, headers: [("grpc-accept-encoding", "gzip")]);

        Assert.Equal(("0", 0), (answer.Status, answer.Body[0]));
    }

    [Fact]
    public async Task Call_FlaggedAndEmpty_IsAnEmptyMessage()
    {
        var answer = await _raw.SendAsync(Get, RawCall.Frame([], flag: 1), Stop, headers: [("grpc-encoding", "gzip")]);

        Assert.Equal("0", answer.Status);
    }

    [Fact]
    public async Task Call_FlaggedButNotGzip_IsInternal()
    {
        var answer = await _raw.SendAsync(Get, RawCall.Frame([1, 2, 3, 4], flag: 1), Stop, headers: [("grpc-encoding", "gzip")]);

        Assert.Equal(("13", "grpc: failed to decompress the received message"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Call_GzipOfNoMessage_IsInternal()
    {
        var answer = await _raw.SendAsync(Get, RawCall.Frame(Zip([0xff]), flag: 1), Stop, headers: [("grpc-encoding", "gzip")]);

        Assert.Equal(("13", "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data"), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("5")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    public async Task Call_MalformedTimeout_IsInternal(string timeout)
    {
        var answer = await _raw.SendAsync(Get, KeyFrame, Stop, headers: [("grpc-timeout", timeout)]);

        Assert.Equal(("13", $"malformed grpc-timeout: \"{timeout}\""), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Call_FailsOnTheWire_SendsHeadersThenTrailers()
    {
        using var connection = await RawHttp2.ConnectAsync(_host.Address, Stop);
        await connection.RequestAsync(1, "/immudb.schema.ImmuService/CurrentRoot", Stop);
        await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 1, RawCall.Frame([]), Stop);

        var frames = await connection.ReadStreamAsync(1, Stop);

        // Two header blocks: with one alone, clients would take immudb-uuid for a trailer.
        Assert.Equal([RawHttp2.Headers, RawHttp2.Headers], frames.Select(frame => frame.Type).Where(type => type == RawHttp2.Headers));
        Assert.Equal(0, frames[0].Flags & RawHttp2.EndStream);
    }

    [Fact]
    public async Task Call_BodyInSingleBytes_IsServed()
    {
        using var connection = await RawHttp2.ConnectAsync(_host.Address, Stop);
        await connection.RequestAsync(1, Get, Stop);
        foreach (var b in KeyFrame)
            await connection.WriteAsync(RawHttp2.Data, 0, 1, [b], Stop);
        await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 1, [], Stop);

        var frames = await connection.ReadStreamAsync(1, Stop);

        var body = frames.Where(frame => frame.Type == RawHttp2.Data).SelectMany(frame => frame.Payload);
        Assert.Equal(RawCall.Frame(new Item { Key = ByteString.CopyFromUtf8("k") }.ToByteArray()), body);
    }

    private static byte[] Zip(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(plain);
        return zipped.ToArray();
    }

    private static byte[] Unzip(byte[] zipped)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
