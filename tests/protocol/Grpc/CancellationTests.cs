using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class CancellationTests
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_TokenSignalled_HandlerSeesIt(bool withDeadline)
    {
        await using var host = await GrpcHost.StartAsync(Wait);
        using var channel = host.Channel();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var options = new CallOptions { Deadline = withDeadline ? DateTimeOffset.UtcNow.AddHours(1) : null };

        var call = new ImmuServiceClient(channel).HealthAsync(options, source.Token);
        await _started.Task.WaitAsync(Stop);
        await source.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, e.CancellationToken);
        await _cancelled.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task Client_TokenAlreadySignalled_EndsWithoutConnecting()
    {
        using var channel = new GrpcChannel(new Uri("http://127.0.0.1:1"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ImmuServiceClient(channel).HealthAsync(cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Server_StreamReset_HandlerSeesIt()
    {
        await using var host = await GrpcHost.StartAsync(Wait);
        using var connection = await RawHttp2.ConnectAsync(host.Address, Stop);
        await connection.RequestAsync(1, "/immudb.schema.ImmuService/Health", Stop);
        await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 1, RawCall.Frame([]), Stop);
        await _started.Task.WaitAsync(Stop);

        await connection.WriteAsync(RawHttp2.ResetStream, 0, 1, [0, 0, 0, 8], Stop);

        await _cancelled.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task Server_ResetBeforeMessage_OtherCallsAreServed()
    {
        await using var host = await GrpcHost.StartAsync(binder =>
            binder.Unary<Empty, HealthResponse>("Health", (_, _) => ValueTask.FromResult(new HealthResponse())));
        using var connection = await RawHttp2.ConnectAsync(host.Address, Stop);
        await connection.RequestAsync(1, "/immudb.schema.ImmuService/Health", Stop);
        await connection.WriteAsync(RawHttp2.ResetStream, 0, 1, [0, 0, 0, 8], Stop);

        await connection.RequestAsync(3, "/immudb.schema.ImmuService/Health", Stop);
        await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 3, RawCall.Frame([]), Stop);

        var frames = await connection.ReadStreamAsync(3, Stop);
        Assert.Contains(frames, frame => frame.Type == RawHttp2.Data);
    }

    [Fact]
    public async Task Server_ConnectionLost_HandlerSeesIt()
    {
        await using var host = await GrpcHost.StartAsync(Wait);
        using (var connection = await RawHttp2.ConnectAsync(host.Address, Stop))
        {
            await connection.RequestAsync(1, "/immudb.schema.ImmuService/Health", Stop);
            await connection.WriteAsync(RawHttp2.Data, RawHttp2.EndStream, 1, RawCall.Frame([]), Stop);
            await _started.Task.WaitAsync(Stop);
        }

        await _cancelled.Task.WaitAsync(Stop);
    }

    private void Wait(GrpcServiceBinder binder) =>
        binder.Unary<Empty, HealthResponse>("Health", async (_, call) =>
        {
            _started.SetResult();
            await Task.Delay(Timeout.Infinite, call.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _cancelled.SetResult();
            return new HealthResponse();
        });
}
