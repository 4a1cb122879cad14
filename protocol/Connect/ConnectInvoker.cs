using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Calls the rpcs of a ledger behind HTTP, by the Connect protocol.</summary>
public sealed class ConnectInvoker(HttpMessageInvoker http, Uri address, string? functionKey, TimeSpan? timeLimit, TimeProvider clock) : IRpcInvoker
{
    /// <summary>Most bytes of one response message; 4 MiB as in all immudb clients.</summary>
    public int MaxReceiveBytes { get; init; } = GrpcRouterOptions.DefaultMaxReceiveBytes;

    /// <inheritdoc/>
    public ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call) =>
        throw new NotImplementedException($"{http} {address} {functionKey} {timeLimit} {clock}");

    /// <inheritdoc/>
    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) =>
        throw new NotImplementedException();
}
