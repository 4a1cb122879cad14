using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>One router, two services that share names of methods.</summary>
public sealed class ServicesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_NameInBothServices_GoesToTheServiceNamed()
    {
        await using var host = await StartAsync();
        using var channel = host.Channel();

        var list = await new ImmuServiceClient(channel).ScanAsync(new ScanOptions(), cancellationToken: Stop);
        var stream = await new LedgerQueriesClient(channel).ScanAsync(new ScanOptions(), cancellationToken: Stop).ToListAsync(Stop);

        Assert.Equal(1UL, Assert.Single(list.Items).Index);
        Assert.Equal([2UL, 3UL], stream.SelectMany(message => message.Items).Select(item => item.Index));
    }

    [Fact]
    public async Task Call_MethodOfOneServiceOnly_IsServed()
    {
        await using var host = await StartAsync();
        using var channel = host.Channel();

        var stats = await new LedgerQueriesClient(channel).StatsAsync(new StatsRequest(), cancellationToken: Stop);

        Assert.Equal(7UL, stats.Entries);
    }

    [Theory]
    [InlineData("/immudb.schema.ImmuService/Get", "method Get not implemented")]
    [InlineData("/immufunctions.v1.LedgerQueries/GetAt", "method GetAt not implemented")]
    [InlineData("/immudb.schema.ImmuService/Stats", "unknown method Stats for service immudb.schema.ImmuService")]
    [InlineData("/immufunctions.v1.LedgerQueries/Set", "unknown method Set for service immufunctions.v1.LedgerQueries")]
    [InlineData("/immufunctions.v2.LedgerQueries/Stats", "unknown service immufunctions.v2.LedgerQueries")]
    public async Task Call_NobodyServesIt_IsUnimplementedAndSaysWhat(string path, string message)
    {
        await using var host = await StartAsync();
        using var call = new RawCall(host.Address);

        var answer = await call.SendAsync(path, RawCall.Frame([]), Stop);

        Assert.Equal(("12", message), (answer.Status, Uri.UnescapeDataString(answer.Message!)));
        Assert.Equal(GrpcHost.Uuid, Assert.Single(answer.Headers.GetValues("immudb-uuid")));
    }

    [Fact]
    public async Task Call_MessageOverTheLimit_IsRefusedByEitherService()
    {
        await using var host = await StartAsync(new GrpcRouterOptions { MaxReceiveBytes = 10 });
        using var channel = host.Channel();
        var request = new ScanOptions { Prefix = Google.Protobuf.ByteString.CopyFrom(new byte[20]) };

        var list = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).ScanAsync(request, cancellationToken: Stop));
        var stream = await Assert.ThrowsAsync<RpcException>(
            () => new LedgerQueriesClient(channel).ScanAsync(request, cancellationToken: Stop).ToListAsync(Stop).AsTask());

        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (list.Code, stream.Code));
    }

    private static Task<GrpcHost> StartAsync(GrpcRouterOptions? options = null)
    {
        var immu = new GrpcServiceBinder(ImmuService.Descriptor)
            .Unary<ScanOptions, ItemList>("Scan", (_, _) => ValueTask.FromResult(ListOf(1)));
        var queries = new GrpcServiceBinder(LedgerQueries.Descriptor)
            .Unary<StatsRequest, StatsReply>("Stats", (_, _) => ValueTask.FromResult(new StatsReply { Entries = 7 }))
            .ServerStreaming<ScanOptions, ItemList>("Scan", async (_, send, _) =>
            {
                await send(ListOf(2));
                await send(ListOf(3));
            });
        return GrpcHost.StartAsync(new GrpcRouter(options ?? new GrpcRouterOptions { ResponseHeaders = GrpcHost.UuidHeader }, immu, queries).HandleAsync);
    }

    private static ItemList ListOf(ulong index) => new() { Items = { new Item { Index = index } } };
}
