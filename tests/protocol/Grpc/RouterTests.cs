using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class RouterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Bind_UnknownMethod_IsRefused()
    {
        var binder = new GrpcServiceBinder(ImmuService.Descriptor);

        Assert.Throws<ArgumentException>(() => binder.Unary<Key, Item>("Fetch", (_, _) => ValueTask.FromResult(new Item())));
    }

    [Fact]
    public void Bind_OtherTypes_IsRefused()
    {
        var binder = new GrpcServiceBinder(ImmuService.Descriptor);

        Assert.Throws<ArgumentException>(() => binder.Unary<Key, Item>("Set", (_, _) => ValueTask.FromResult(new Item())));
        Assert.Throws<ArgumentException>(() => binder.Unary<Key, Key>("Get", (_, _) => ValueTask.FromResult(new Key())));
    }

    [Fact]
    public void Bind_OtherShape_IsRefused()
    {
        var binder = new GrpcServiceBinder(ImmuService.Descriptor);

        Assert.Throws<ArgumentException>(() => binder.Unary<Empty, DumpKVList>("Dump", (_, _) => ValueTask.FromResult(new DumpKVList())));
        Assert.Throws<ArgumentException>(() => binder.ServerStreaming<Key, Item>("Get", (_, _, _) => ValueTask.CompletedTask));
    }

    [Fact]
    public void Router_NegativeLimit_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new GrpcRouter(new GrpcRouterOptions { MaxReceiveBytes = -1 }, new GrpcServiceBinder(ImmuService.Descriptor)));

    [Fact]
    public void Router_OneServiceTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new GrpcRouter(new GrpcRouterOptions(), new GrpcServiceBinder(ImmuService.Descriptor), new GrpcServiceBinder(ImmuService.Descriptor)));

    [Fact]
    public async Task Call_UnexpectedException_IsUnknownWithoutDetailAndLogged()
    {
        var log = new RecordingLogger();
        await using var host = await GrpcHost.StartAsync(
            binder => binder.Unary<Empty, HealthResponse>("Health", (_, _) => throw new InvalidOperationException("secret path")),
            new GrpcRouterOptions { Logger = log });
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal((StatusCode.Unknown, "unexpected error"), (e.Code, e.Message));
        var entry = Assert.Single(log.Entries);
        Assert.Equal(("Health failed; the caller sees no detail", "secret path"), (entry.Text, entry.Exception!.Message));
    }

    [Fact]
    public async Task Call_MappedException_IsWhatTheMapperSaysAndNotLogged()
    {
        var log = new RecordingLogger();
        await using var host = await GrpcHost.StartAsync(
            binder => binder.Unary<Empty, HealthResponse>("Health", (_, _) => throw new TimeoutException()),
            new GrpcRouterOptions { Logger = log, MapException = e => e is TimeoutException ? new RpcException(StatusCode.Unavailable, "store") : null });
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal((StatusCode.Unavailable, "store"), (e.Code, e.Message));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task Call_HandlersOwnIOException_IsNotTakenForALostCaller()
    {
        await using var host = await GrpcHost.StartAsync(
            binder => binder.Unary<Empty, HealthResponse>("Health", (_, _) => throw new IOException("disk")),
            new GrpcRouterOptions { MapException = e => new RpcException(StatusCode.DataLoss, e.Message) });
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal((StatusCode.DataLoss, "disk"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_BeforeCallRefuses_HandlerDoesNotRun()
    {
        await using var host = await GrpcHost.StartAsync(
            binder => binder.Unary<Empty, HealthResponse>("Health", (_, _) => throw new InvalidOperationException()),
            new GrpcRouterOptions { BeforeCall = call => throw new RpcException(StatusCode.DataLoss, call.Method) });
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal((StatusCode.DataLoss, "Health"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_AuthorizationTwice_ValuesStayApartInOrder()
    {
        var seen = new List<string?>();
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", (_, call) =>
        {
            seen.AddRange(call.Authorization);
            return ValueTask.FromResult(new HealthResponse());
        }));
        using var connection = await RawHttp2.ConnectAsync(host.Address, Stop);

        await connection.RequestAsync(
            1, "/immudb.schema.ImmuService/Health", Stop, ("authorization", "Bearer T"), ("authorization", "U"));
        await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 1, RawCall.Frame([]), Stop);
        await connection.ReadStreamAsync(1, Stop);

        Assert.Equal(["Bearer T", "U"], seen);
    }

    [Fact]
    public async Task Call_HostWithoutTrailers_IsUpgradeRequired()
    {
        var router = new GrpcRouter(new GrpcRouterOptions(), new GrpcServiceBinder(ImmuService.Descriptor));
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = "application/grpc";

        await router.HandleAsync(context);

        Assert.Equal(StatusCodes.Status426UpgradeRequired, context.Response.StatusCode);
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<(string Text, Exception? Exception)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((formatter(state, exception), exception));
    }
}
