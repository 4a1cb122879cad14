using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.V1;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The service beside immudb's as a client sees it: one method per rpc. Its schema, immufunctions-v1.proto, says what each answers.</summary>
/// <remarks>
/// Calls end as <see cref="ImmuServiceClient"/>'s do, and take the same token in <see cref="CallOptions.Headers"/>. Nothing is
/// verified here. Thread-safe.
/// </remarks>
public sealed class LedgerQueriesClient(GrpcChannel channel)
{
    private static readonly FrozenDictionary<string, MethodDescriptor> Methods =
        LedgerQueries.Descriptor.Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    /// <summary>A page of the entries, every version, whose value matches.</summary>
    public Task<ValuePage> FindByValueAsync(ValueQuery request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ValueQuery, ValuePage>("FindByValue", request, options, cancellationToken);

    /// <summary>A page of the keys whose newest version matches.</summary>
    public Task<ValuePage> KeysWithValueAsync(ValueQuery request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ValueQuery, ValuePage>("KeysWithValue", request, options, cancellationToken);

    /// <summary>Figures about the ledger.</summary>
    public Task<StatsReply> StatsAsync(StatsRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<StatsRequest, StatsReply>("Stats", request, options, cancellationToken);

    /// <summary>A key as it was, with proof.</summary>
    public Task<ItemAt> GetAtAsync(GetAtRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<GetAtRequest, ItemAt>("GetAt", request, options, cancellationToken);

    /// <summary>Newest versions of keys with a prefix, in key order, however many.</summary>
    public IAsyncEnumerable<ItemList> ScanAsync(ScanOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        channel.ServerStreamingAsync<ScanOptions, ItemList>(Methods["Scan"], request, options, cancellationToken);

    /// <summary>Members of a sorted set by score, however many.</summary>
    public IAsyncEnumerable<ZItemList> ZScanAsync(ZScanOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        channel.ServerStreamingAsync<ZScanOptions, ZItemList>(Methods["ZScan"], request, options, cancellationToken);

    /// <summary>Proofs in bulk.</summary>
    public Task<ProveReply> ProveAsync(ProveRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ProveRequest, ProveReply>("Prove", request, options, cancellationToken);

    /// <summary>A receipt for an entry.</summary>
    public Task<ReceiptReply> ReceiptAsync(ReceiptRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ReceiptRequest, ReceiptReply>("Receipt", request, options, cancellationToken);

    /// <summary>What is set for the database.</summary>
    public Task<DatabaseSettings> SettingsAsync(SettingsRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SettingsRequest, DatabaseSettings>("Settings", request, options, cancellationToken);

    /// <summary>Replaces what is set for the database; for its administrators.</summary>
    public Task<DatabaseSettings> ConfigureDatabaseAsync(DatabaseSettings request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<DatabaseSettings, DatabaseSettings>("ConfigureDatabase", request, options, cancellationToken);

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        string method, TRequest request, CallOptions? options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        channel.UnaryAsync<TRequest, TResponse>(Methods[method], request, options, cancellationToken);
}
