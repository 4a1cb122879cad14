using Google.Protobuf;

namespace ImmuFunctions.Service.Rpc;

/// <summary>Receives every rpc once, by name, and makes it callable over one transport (gRPC, REST).</summary>
/// <remarks>A handler throws <see cref="Protocol.Grpc.RpcException"/> for an answer that is an error, and may throw
/// <see cref="Ledger.LedgerException"/>, which <see cref="LedgerFaults"/> translates.</remarks>
public interface IRpcBinder
{
    /// <summary>Binds an rpc with one request and one reply.</summary>
    /// <param name="rpc">Its name in the schema, e.g. <c>SafeSet</c>.</param>
    /// <param name="handler">Authorises the caller, then answers.</param>
    void Unary<TRequest, TResponse>(string rpc, Func<TRequest, Caller, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new();

    /// <summary>Binds an rpc with one request and a stream of replies.</summary>
    /// <param name="rpc">Its name in the schema.</param>
    /// <param name="handler">Authorises the caller, then writes; it waits for each write before it makes the next reply.</param>
    void ServerStreaming<TRequest, TResponse>(string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new();
}
