using System.Net;
using Google.Protobuf;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Service.Rpc;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.LocalHost;

/// <summary>Makes the rpcs callable over gRPC.</summary>
/// <param name="service">Of the immudb schema; its router must map exceptions with <see cref="LedgerFaults.ToRpc"/>.</param>
public sealed class GrpcRpcBinder(GrpcServiceBinder service) : IRpcBinder
{
    /// <inheritdoc/>
    public void Unary<TRequest, TResponse>(string rpc, Func<TRequest, Caller, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        service.Unary<TRequest, TResponse>(rpc, (request, call) => handler(request, CallerOf(call)));

    /// <inheritdoc/>
    public void ServerStreaming<TRequest, TResponse>(string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        service.ServerStreaming<TRequest, TResponse>(rpc, (request, send, call) => handler(request, send, CallerOf(call)));

    // A peer without an address came by a socket file or from this process.
    private static Caller CallerOf(ServerCall call)
    {
        IPAddress? address = call.Peer?.Address;
        var caller = new Caller(
            call.Authorization is { Count: > 0 } values ? values[0] : null,
            address is null || IPAddress.IsLoopback(address),
            call.CancellationToken)
        {
            Address = address,
        };
        return call.RequestHeaders.TryGetValue(RequestHeader.Name, out StringValues name)
            ? caller with { RequestName = name.ToString(), OnReplay = Announce(call) }
            : caller;
    }

    private static Action Announce(ServerCall call) => () => call.ResponseHeaders[RequestHeader.Replay] = "true";
}
