using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>Calls the rpcs of a ledger behind gRPC.</summary>
/// <param name="channel">To the ledger; its owner disposes it.</param>
/// <param name="timeLimit">Longest time for a call with one response; null for none. Streams take as long as their caller waits.</param>
/// <param name="clock">Measures the limit.</param>
/// <remarks>Nothing is verified here. Thread-safe.</remarks>
public sealed class GrpcInvoker(GrpcChannel channel, TimeSpan? timeLimit, TimeProvider clock) : IRpcInvoker
{
    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        CallOptions options = OptionsOf(call) with { Deadline = clock.GetUtcNow() + timeLimit };
        return await channel.UnaryAsync(rpc, request, options, call.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(call);
        await foreach (IMessage response in channel.ServerStreamingAsync(rpc, request, OptionsOf(call), call.CancellationToken).ConfigureAwait(false))
            await send(response).ConfigureAwait(false);
    }

    private static CallOptions OptionsOf(RpcCall call) =>
        new() { Headers = CallMetadata.HeadersOf(call), OnResponseHeaders = answer => CallMetadata.Take(answer, call) };
}
