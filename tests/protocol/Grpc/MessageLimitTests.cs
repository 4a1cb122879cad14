using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class MessageLimitTests
{
    private const int Limit = GrpcChannelOptions.DefaultMaxReceiveBytes;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_ExactlyAtLimit_IsRead()
    {
        await using var host = await GrpcHost.StartAsync(Measure);
        using var channel = host.Channel();
        var key = KeyOfMessageSize(Limit);

        var count = await new ImmuServiceClient(channel).GetAsync(key, cancellationToken: Stop);

        Assert.Equal((ulong)key.Key_.Length, count.Index);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_000_000)]
    public async Task Request_OverLimit_IsResourceExhaustedWithGrpcGoText(int over)
    {
        await using var host = await GrpcHost.StartAsync(Measure);
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() =>
            new ImmuServiceClient(channel).GetAsync(KeyOfMessageSize(Limit + over), cancellationToken: Stop));

        Assert.Equal(StatusCode.ResourceExhausted, e.Code);
        Assert.Equal($"grpc: received message larger than max ({Limit + over} vs. 4194304)", e.Message);
    }

    [Fact]
    public async Task Request_OverTheHostsOwnLimit_IsReadIfOursIsHigher()
    {
        await using var host = await GrpcHost.StartAsync(Measure, new GrpcRouterOptions { MaxReceiveBytes = 40_000_000 });
        using var channel = host.Channel();
        var key = KeyOfMessageSize(40_000_000);

        var count = await new ImmuServiceClient(channel).GetAsync(key, cancellationToken: Stop);

        Assert.Equal((ulong)key.Key_.Length, count.Index);
    }

    [Fact]
    public async Task Request_UnfoldsPastLimit_IsResourceExhausted()
    {
        await using var host = await GrpcHost.StartAsync(Measure);
        using var channel = host.Channel();
        var bomb = new Key { Key_ = ByteString.CopyFrom(new byte[50_000_000]) };

        var e = await Assert.ThrowsAsync<RpcException>(() =>
            new ImmuServiceClient(channel).GetAsync(bomb, new CallOptions { Compress = true }, Stop));

        Assert.Equal(StatusCode.ResourceExhausted, e.Code);
        Assert.Equal("grpc: received message larger than max (4194305 vs. 4194304)", e.Message);
    }

    [Fact]
    public async Task Request_UnfoldsExactlyToLimit_IsRead()
    {
        await using var host = await GrpcHost.StartAsync(Measure);
        using var channel = host.Channel();
        var key = KeyOfMessageSize(Limit);

        var count = await new ImmuServiceClient(channel).GetAsync(key, new CallOptions { Compress = true }, Stop);

        Assert.Equal((ulong)key.Key_.Length, count.Index);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_OverClientLimit_IsResourceExhausted(bool compress)
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Key, Item>("Get", (_, _) =>
            ValueTask.FromResult(new Item { Value = ByteString.CopyFrom(new byte[1000]) })));
        using var channel = host.Channel(new GrpcChannelOptions { MaxReceiveBytes = 1002 });

        var e = await Assert.ThrowsAsync<RpcException>(() =>
            new ImmuServiceClient(channel).GetAsync(new Key(), new CallOptions { Compress = compress }, Stop));

        Assert.Equal((StatusCode.ResourceExhausted, "grpc: received message larger than max (1003 vs. 1002)"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Response_AtClientLimit_IsRead()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Key, Item>("Get", (_, _) =>
            ValueTask.FromResult(new Item { Value = ByteString.CopyFrom(new byte[1000]) })));
        using var channel = host.Channel(new GrpcChannelOptions { MaxReceiveBytes = 1003 });

        var item = await new ImmuServiceClient(channel).GetAsync(new Key(), cancellationToken: Stop);

        Assert.Equal(1000, item.Value.Length);
    }

    private static void Measure(GrpcServiceBinder binder) =>
        binder.Unary<Key, Item>("Get", (key, _) => ValueTask.FromResult(new Item { Index = (ulong)key.Key_.Length }));

    // A field of one tag byte and, at these sizes, a four-byte length.
    private static Key KeyOfMessageSize(int bytes)
    {
        var key = new Key { Key_ = ByteString.CopyFrom(new byte[bytes - 5]) };
        Assert.Equal(bytes, key.CalculateSize());
        return key;
    }
}
