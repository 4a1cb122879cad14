using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class StreamingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 100, false)]
    [InlineData(50, 70_000, false)]
    [InlineData(20, 70_000, true)]
    [InlineData(3000, 10, false)]
    public async Task Stream_AnyNumber_ComesInOrder(int count, int bytes, bool compress)
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, _) =>
        {
            for (var i = 0; i < count; i++)
                await send(Message(i, bytes));
        }));
        using var channel = host.Channel();

        var received = new List<DumpKVList>();
        await foreach (var message in new ImmuServiceClient(channel).DumpAsync(new CallOptions { Compress = compress }, Stop))
            received.Add(message);

        Assert.Equal(Enumerable.Range(0, count).Select(i => Message(i, bytes)), received);
    }

    [Fact]
    public async Task Stream_HandlerFailsMidway_MessagesThenStatus()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, _) =>
        {
            await send(Message(0, 10));
            await send(Message(1, 10));
            throw new RpcException(StatusCode.DataLoss, "entry 2 is damaged");
        }));
        using var channel = host.Channel();
        var received = 0;

        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var message in new ImmuServiceClient(channel).DumpAsync(cancellationToken: Stop))
                received++;
        });

        Assert.Equal(2, received);
        Assert.Equal((StatusCode.DataLoss, "entry 2 is damaged"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Stream_MessagesAreSentOneByOne_NotHeldBack()
    {
        var goOn = new TaskCompletionSource();
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, _) =>
        {
            await send(Message(0, 10));
            await goOn.Task;
            await send(Message(1, 10));
        }));
        using var channel = host.Channel();
        var received = 0;

        await foreach (var message in new ImmuServiceClient(channel).DumpAsync(cancellationToken: Stop))
        {
            received++;
            goOn.TrySetResult();
        }

        Assert.Equal(2, received);
    }

    [Fact]
    public async Task Stream_ReaderStops_HandlerIsHeldBackUntilItReads()
    {
        const int count = 400;
        var heldBack = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, _) =>
        {
            for (var i = 0; i < count; i++)
            {
                var sending = send(Message(i, 1_000_000)).AsTask();
                if (i > 0 && await Task.WhenAny(sending, Task.Delay(300, Stop)) != sending)
                    heldBack.TrySetResult(i);
                await sending;
            }

            heldBack.TrySetResult(count);
        }));
        using var channel = host.Channel();
        var received = 0;

        await foreach (var message in new ImmuServiceClient(channel).DumpAsync(cancellationToken: Stop))
        {
            if (received++ == 0)
                Assert.InRange(await heldBack.Task.WaitAsync(Stop), 0, count - 1);
        }

        Assert.Equal(count, received);
    }

    [Fact]
    public async Task Stream_ReaderLeavesEarly_HandlerIsCancelled()
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, _) =>
            ended.SetResult(await Record.ExceptionAsync(async () =>
            {
                while (true)
                    await send(Message(0, 10_000));
            }))));
        using var channel = host.Channel();

        await foreach (var message in new ImmuServiceClient(channel).DumpAsync(cancellationToken: Stop))
            break;

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(Stop));
    }

    [Fact]
    public async Task Stream_DeadlinePasses_IsDeadlineExceeded()
    {
        await using var host = await GrpcHost.StartAsync(binder => binder.ServerStreaming<Empty, DumpKVList>("Dump", async (_, send, call) =>
        {
            await send(Message(0, 10));
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
        }));
        using var channel = host.Channel();
        var options = new CallOptions { Deadline = DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(400) };

        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var message in new ImmuServiceClient(channel).DumpAsync(options, Stop))
                Assert.Equal(Message(0, 10), message);
        });

        Assert.Equal(StatusCode.DeadlineExceeded, e.Code);
    }

    private static DumpKVList Message(int number, int bytes) =>
        new() { Kv = { new DumpKV { Version = (ulong)number, Value = ByteString.CopyFrom(new byte[bytes]) } } };
}
