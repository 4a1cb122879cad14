using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The rpcs of this process, to be called by whatever is not gRPC.</summary>
/// <param name="identity">Of the data; see <see cref="Databases.ServerIdentity"/>.</param>
public sealed class RpcTable(string identity) : IRpcInvoker
{
    private readonly Dictionary<string, Func<IMessage, Caller, ValueTask<IMessage>>> _unary = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<IMessage, Func<IMessage, ValueTask>, Caller, ValueTask>> _streams = new(StringComparer.Ordinal);

    /// <summary>Takes the rpcs of <paramref name="service"/>.</summary>
    public IRpcBinder BinderOf(ServiceDescriptor service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new Binder(this, service);
    }

    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(call);
        call.ServerIdentity = identity;
        if (!_unary.TryGetValue(rpc.FullName, out Func<IMessage, Caller, ValueTask<IMessage>>? handler))
            throw Unbound(rpc);
        try
        {
            return await handler(request, CallerOf(call)).ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            throw LedgerFaults.ToRpc(e)!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(call);
        call.ServerIdentity = identity;
        if (!_streams.TryGetValue(rpc.FullName, out Func<IMessage, Func<IMessage, ValueTask>, Caller, ValueTask>? handler))
            throw Unbound(rpc);
        try
        {
            await handler(request, send, CallerOf(call)).ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            throw LedgerFaults.ToRpc(e)!;
        }
    }

    private static RpcException Unbound(MethodDescriptor rpc) => new(StatusCode.Unimplemented, $"method {rpc.Name} not implemented");

    private static Caller CallerOf(RpcCall call) => new(call.Authorization, call.IsLocal, call.CancellationToken)
    {
        Address = call.Address,
        RequestName = call.RequestName,
        OnReplay = () => call.IsReplay = true,
    };

    private sealed class Binder(RpcTable table, ServiceDescriptor service) : IRpcBinder
    {
        public void Unary<TRequest, TResponse>(string rpc, Func<TRequest, Caller, ValueTask<TResponse>> handler)
            where TRequest : class, IMessage<TRequest>, new()
            where TResponse : class, IMessage<TResponse>, new() =>
            table._unary.Add(NameOf(rpc), async (request, caller) => await handler((TRequest)request, caller).ConfigureAwait(false));

        public void ServerStreaming<TRequest, TResponse>(string rpc, Func<TRequest, Func<TResponse, ValueTask>, Caller, ValueTask> handler)
            where TRequest : class, IMessage<TRequest>, new()
            where TResponse : class, IMessage<TResponse>, new() =>
            table._streams.Add(NameOf(rpc), (request, send, caller) => handler((TRequest)request, response => send(response), caller));

        private string NameOf(string rpc) =>
            (service.FindMethodByName(rpc) ?? throw new ArgumentException($"{service.FullName} has no method {rpc}", nameof(rpc))).FullName;
    }
}
