using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>Rpcs by their names.</summary>
internal static class LedgerCalls
{
    private static readonly FrozenDictionary<string, MethodDescriptor> Immu = Table(ImmuService.Descriptor);
    private static readonly FrozenDictionary<string, MethodDescriptor> Queries = Table(LedgerQueries.Descriptor);

    /// <summary>An rpc of immudb's.</summary>
    public static MethodDescriptor ImmuRpc(string name) => Immu[name];

    /// <summary>An rpc of this ledger's own.</summary>
    public static MethodDescriptor QueryRpc(string name) => Queries[name];

    /// <summary>Calls an rpc of immudb's.</summary>
    public static async Task<T> AskAsync<T>(this IRpcInvoker rpcs, string name, IMessage request, CancellationToken cancellationToken, string? requestName = null)
        where T : IMessage<T> =>
        (T)await rpcs.UnaryAsync(Immu[name], request, new RpcCall(cancellationToken) { IsLocal = true, RequestName = requestName }).ConfigureAwait(false);

    /// <summary>Calls an rpc of this ledger's own.</summary>
    public static async Task<T> QueryAsync<T>(this IRpcInvoker rpcs, string name, IMessage request, CancellationToken cancellationToken)
        where T : IMessage<T> =>
        (T)await rpcs.UnaryAsync(Queries[name], request, new RpcCall(cancellationToken) { IsLocal = true }).ConfigureAwait(false);

    private static FrozenDictionary<string, MethodDescriptor> Table(ServiceDescriptor service) =>
        service.Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);
}
