using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Telemetry;

/// <summary>Binds rpcs to a transport so that they tell of themselves. Without a listener a call is passed on as it is.</summary>
/// <param name="transport">Where they are called from.</param>
/// <param name="service">What they belong to.</param>
internal sealed class MeasuredBinder(IRpcBinder transport, ServiceDescriptor service) : IRpcBinder
{
    private readonly string _service = service.FullName;

    public void Unary<TRequest, TResponse>(string rpc, Func<TRequest, Caller, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        transport.Unary<TRequest, TResponse>(rpc, (request, caller) => RpcTelemetry.IsListenedTo
            ? RpcTelemetry.MeasureAsync(_service, rpc, (handler, request, caller), static call => call.handler(call.request, call.caller))
            : handler(request, caller));

    public void ServerStreaming<TRequest, TResponse>(string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        transport.ServerStreaming<TRequest, TResponse>(rpc, (request, send, caller) => RpcTelemetry.IsListenedTo
            ? StreamAsync(rpc, handler, request, send, caller)
            : handler(request, send, caller));

    private async ValueTask StreamAsync<TRequest, TResponse>(
        string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler, TRequest request, Func<TResponse, ValueTask> send, Caller caller) =>
        await RpcTelemetry.MeasureAsync(_service, rpc, (handler, request, send, caller), static async call =>
        {
            await call.handler(call.request, call.send, call.caller).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
}
