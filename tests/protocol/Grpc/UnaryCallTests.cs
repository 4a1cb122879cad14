using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class UnaryCallTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_SynchronousHandler_AnswersItsResponse()
    {
        await using var host = await GrpcHost.StartAsync(Echo);
        using var channel = host.Channel();

        var item = await new ImmuServiceClient(channel).GetAsync(new Key { Key_ = ByteString.CopyFromUtf8("k") }, cancellationToken: Stop);

        Assert.Equal("k", item.Key.ToStringUtf8());
    }

    [Fact]
    public async Task Call_AsynchronousHandler_AnswersItsResponse()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Key, Item>("Get", async (key, _) =>
        {
            await Task.Yield();
            return new Item { Key = key.Key_ };
        }));
        using var channel = host.Channel();

        var item = await new ImmuServiceClient(channel).GetAsync(new Key { Key_ = ByteString.CopyFromUtf8("k") }, cancellationToken: Stop);

        Assert.Equal("k", item.Key.ToStringUtf8());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2043)]
    [InlineData(4096)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task Call_AnySize_RoundTrips(int bytes)
    {
        await using var host = await GrpcHost.StartAsync(Echo);
        using var channel = host.Channel();
        var value = Bytes(bytes);

        var item = await new ImmuServiceClient(channel).GetAsync(new Key { Key_ = value }, cancellationToken: Stop);

        Assert.Equal(value, item.Key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(500_000)]
    public async Task Call_Compressed_RoundTrips(int bytes)
    {
        await using var host = await GrpcHost.StartAsync(Echo);
        using var channel = host.Channel();
        var value = Bytes(bytes);

        var item = await new ImmuServiceClient(channel).GetAsync(
            new Key { Key_ = value }, new CallOptions { Compress = true }, Stop);

        Assert.Equal(value, item.Key);
    }

    [Fact]
    public async Task Call_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Immudb.Schema.Index, Item>("ByIndex", async (index, _) =>
        {
            if (index.Index_ % 3 == 0)
                await Task.Yield();
            return new Item { Index = index.Index_, Value = Bytes((int)index.Index_ % 5000) };
        }));
        using var channel = host.Channel();
        var client = new ImmuServiceClient(channel);

        var items = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i =>
            client.ByIndexAsync(new Immudb.Schema.Index { Index_ = (ulong)i }, cancellationToken: Stop)));

        Assert.All(items.Index(), pair => Assert.Equal((ulong)pair.Index, pair.Item.Index));
    }

    [Theory]
    [InlineData(StatusCode.NotFound, "Key not found")]
    [InlineData(StatusCode.Unknown, "")]
    [InlineData(StatusCode.DataLoss, "100% of „Größe“ \r\n\u0007 lost — 鍵 🔑")]
    public async Task Call_HandlerRefuses_ClientSeesCodeAndText(StatusCode code, string text)
    {
        await using var host = await GrpcHost.StartAsync(binder =>
            binder.Unary<Empty, Root>("CurrentRoot", (_, _) => throw new RpcException(code, text)));
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).CurrentRootAsync(cancellationToken: Stop));

        Assert.Equal((code, text), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_HandlerRefusesLate_ClientSeesCodeAndText()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, Root>("CurrentRoot", async (_, _) =>
        {
            await Task.Yield();
            throw new RpcException(StatusCode.Aborted, "late");
        }));
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).CurrentRootAsync(cancellationToken: Stop));

        Assert.Equal((StatusCode.Aborted, "late"), (e.Code, e.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_FixedHeaders_AreInitialMetadataOfSuccessAndFailure(bool succeeds)
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", (_, _) =>
            succeeds ? ValueTask.FromResult(new HealthResponse { Status = true }) : throw new RpcException(StatusCode.Unknown, "no")));
        using var channel = host.Channel();
        string? uuid = null;
        var options = new CallOptions { OnResponseHeaders = headers => uuid = headers.GetValues("immudb-uuid").Single() };

        var failure = await Record.ExceptionAsync(() => new ImmuServiceClient(channel).HealthAsync(options, Stop));

        Assert.Equal(succeeds, failure is null);
        Assert.Equal(GrpcHost.Uuid, uuid);
    }

    [Fact]
    public async Task Call_HeadersGiven_HandlerSeesThemWithPeerAndMethod()
    {
        ServerCall? seen = null;
        string? token = null;
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", (_, call) =>
        {
            seen = call;
            token = call.Authorization[0];
            Assert.True(System.Net.IPAddress.IsLoopback(call.Peer!.Address));
            Assert.Null(call.Deadline);
            Assert.Equal("v", call.RequestHeaders["x-other"]);
            return ValueTask.FromResult(new HealthResponse());
        }));
        using var channel = host.Channel();

        await new ImmuServiceClient(channel).HealthAsync(
            new CallOptions { Headers = [new("authorization", "Bearer T"), new("x-other", "v")] }, Stop);

        Assert.Equal("Bearer T", token);
        Assert.Equal("Health", seen!.Method);
    }

    private static void Echo(GrpcServiceBinder binder) =>
        binder.Unary<Key, Item>("Get", (key, _) => ValueTask.FromResult(new Item { Key = key.Key_ }));

    private static ByteString Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
