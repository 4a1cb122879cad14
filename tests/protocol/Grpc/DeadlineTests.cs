using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class DeadlineTests
{
    private const string Health = "/immudb.schema.ImmuService/Health";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_DeadlinePasses_CancelsHandlerAndAnswersDeadlineExceeded()
    {
        await using var host = await GrpcHost.StartAsync(WaitForToken);
        using var raw = new RawCall(host.Address);

        var answer = await raw.SendAsync(Health, RawCall.Frame([]), Stop, headers: [("grpc-timeout", "30m")]);

        Assert.Equal(("4", "context deadline exceeded"), (answer.Status, answer.Message));
        Assert.Equal([GrpcHost.Uuid], answer.Headers.GetValues("immudb-uuid"));
    }

    [Fact]
    public async Task Server_RequestNeverComes_AnswersDeadlineExceeded()
    {
        await using var host = await GrpcHost.StartAsync(WaitForToken);
        using var connection = await RawHttp2.ConnectAsync(host.Address, Stop);
        await connection.RequestAsync(1, Health, Stop, ("grpc-timeout", "30m"));

        var frames = await connection.ReadStreamAsync(1, Stop);

        Assert.Equal(RawHttp2.Headers, frames[^1].Type);
        Assert.True(frames[^1].Payload.AsSpan().IndexOf("context deadline exceeded"u8) >= 0);
    }

    [Fact]
    public async Task Server_ZeroTimeout_AnswersWithoutRunningHandler()
    {
        await using var host = await GrpcHost.StartAsync(binder =>
            binder.Unary<Empty, HealthResponse>("Health", (_, _) => throw new InvalidOperationException("ran")));
        using var raw = new RawCall(host.Address);

        var answer = await raw.SendAsync(Health, RawCall.Frame([]), Stop, headers: [("grpc-timeout", "0n")]);

        Assert.Equal("4", answer.Status);
    }

    [Fact]
    public async Task Server_HandlerSucceedsAfterDeadline_AnswerIsSent()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", async (_, call) =>
        {
            await Task.Delay(Timeout.Infinite, call.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new HealthResponse { Status = true };
        }));
        using var raw = new RawCall(host.Address);

        var answer = await raw.SendAsync(Health, RawCall.Frame([]), Stop, headers: [("grpc-timeout", "30m")]);

        Assert.Equal("0", answer.Status);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("1H")]
    public async Task Server_FarDeadline_IsSeenAndDoesNotFire(string timeout)
    {
        DateTimeOffset? deadline = null;
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", (_, call) =>
        {
            deadline = call.Deadline;
            return ValueTask.FromResult(new HealthResponse());
        }));
        using var raw = new RawCall(host.Address);

        var answer = await raw.SendAsync(Health, RawCall.Frame([]), Stop, headers: [("grpc-timeout", timeout)]);

        Assert.Equal("0", answer.Status);
        Assert.True(deadline > DateTimeOffset.UtcNow + TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task Client_Deadline_ReachesHandler()
    {
        DateTimeOffset? seen = null;
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", (_, call) =>
        {
            seen = call.Deadline;
            return ValueTask.FromResult(new HealthResponse());
        }));
        using var channel = host.Channel();
        var deadline = DateTimeOffset.UtcNow + TimeSpan.FromHours(5);

        await new ImmuServiceClient(channel).HealthAsync(new CallOptions { Deadline = deadline }, Stop);

        Assert.InRange(seen!.Value, deadline - TimeSpan.FromSeconds(1), deadline + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Client_ServerNeverAnswers_EndsAtDeadline()
    {
        var release = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(binder => binder.Unary<Empty, HealthResponse>("Health", async (_, _) =>
        {
            await release.Task;
            return new HealthResponse();
        }));
        using var channel = host.Channel();

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(
            new CallOptions { Deadline = DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(100) }, Stop));
        release.SetResult();

        Assert.Equal(StatusCode.DeadlineExceeded, e.Code);
    }

    [Fact]
    public async Task Client_DeadlinePast_EndsWithoutConnecting()
    {
        using var channel = new GrpcChannel(new Uri("http://127.0.0.1:1"));

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(
            new CallOptions { Deadline = DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1) }, Stop));

        Assert.Equal(StatusCode.DeadlineExceeded, e.Code);
    }

    private static void WaitForToken(GrpcServiceBinder binder) =>
        binder.Unary<Empty, HealthResponse>("Health", async (_, call) =>
        {
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return new HealthResponse();
        });
}
