using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>Calls rpcs, wherever they are answered: in this process or by a ledger behind gRPC.</summary>
/// <remarks>Every call ends with its response, with an <see cref="RpcException"/> that has the code and text of the answer, or with <see cref="OperationCanceledException"/>. Thread-safe.</remarks>
public interface IRpcInvoker
{
    /// <summary>Calls an rpc with one response.</summary>
    /// <param name="rpc">Of <see cref="ImmuService"/> or <see cref="LedgerQueries"/>.</param>
    /// <param name="request">Of the rpc's input type.</param>
    /// <param name="call">Who calls; told about the answer.</param>
    /// <returns>A message of the rpc's output type.</returns>
    ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call);

    /// <summary>Calls an rpc with a stream of responses.</summary>
    /// <param name="rpc">Of <see cref="ImmuService"/> or <see cref="LedgerQueries"/>.</param>
    /// <param name="request">Of the rpc's input type.</param>
    /// <param name="send">Takes each response; awaited before the next is asked for.</param>
    /// <param name="call">Who calls; told about the answer before the first response is sent.</param>
    ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call);
}
