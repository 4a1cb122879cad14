using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using Schema = Immudb.Schema;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>immudb's service as a client sees it: one method per rpc, with the texts and codes of its errors untouched.</summary>
/// <remarks>
/// Every method ends as <see cref="GrpcChannel.UnaryAsync"/> does: with the response, an <see cref="RpcException"/> or
/// <see cref="OperationCanceledException"/>. A token goes into <see cref="CallOptions.Headers"/> as <c>authorization</c>.
/// Nothing is verified here. Thread-safe.
/// </remarks>
public sealed class ImmuServiceClient(GrpcChannel channel)
{
    private static readonly FrozenDictionary<string, MethodDescriptor> Methods =
        ImmuService.Descriptor.Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    /// <summary>The users the caller may see, in order of their names' bytes.</summary>
    public Task<UserList> ListUsersAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, UserList>("ListUsers", new Empty(), options, cancellationToken);

    /// <summary>Creates a user with a permission on one database.</summary>
    public Task CreateUserAsync(CreateUserRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<CreateUserRequest, Empty>("CreateUser", request, options, cancellationToken);

    /// <summary>Sets a password; ends the user's sessions.</summary>
    public Task ChangePasswordAsync(ChangePasswordRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ChangePasswordRequest, Empty>("ChangePassword", request, options, cancellationToken);

    /// <summary>Grants or revokes a permission on one database.</summary>
    public Task ChangePermissionAsync(ChangePermissionRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ChangePermissionRequest, Empty>("ChangePermission", request, options, cancellationToken);

    /// <summary>Switches a user on or off.</summary>
    public Task SetActiveUserAsync(SetActiveUserRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SetActiveUserRequest, Empty>("SetActiveUser", request, options, cancellationToken);

    /// <summary>Asks the server to start with or without authentication next time.</summary>
    public Task UpdateAuthConfigAsync(AuthConfig request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<AuthConfig, Empty>("UpdateAuthConfig", request, options, cancellationToken);

    /// <summary>Asks the server to start with or without mTLS next time.</summary>
    public Task UpdateMTLSConfigAsync(MTLSConfig request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<MTLSConfig, Empty>("UpdateMTLSConfig", request, options, cancellationToken);

    /// <summary>Trades name and password for a token. Needs none.</summary>
    public Task<LoginResponse> LoginAsync(LoginRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<LoginRequest, LoginResponse>("Login", request, options, cancellationToken);

    /// <summary>Ends all sessions of the caller.</summary>
    public Task LogoutAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, Empty>("Logout", new Empty(), options, cancellationToken);

    /// <summary>Creates a database; for the system administrator.</summary>
    public Task CreateDatabaseAsync(Database request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Database, Empty>("CreateDatabase", request, options, cancellationToken);

    /// <summary>A new token for the same user, bound to a database.</summary>
    public Task<UseDatabaseReply> UseDatabaseAsync(Database request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Database, UseDatabaseReply>("UseDatabase", request, options, cancellationToken);

    /// <summary>The databases the caller may use.</summary>
    public Task<DatabaseListResponse> DatabaseListAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, DatabaseListResponse>("DatabaseList", new Empty(), options, cancellationToken);

    /// <summary>Appends a new version of a key; answers its index.</summary>
    public Task<Schema.Index> SetAsync(KeyValue request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<KeyValue, Schema.Index>("Set", request, options, cancellationToken);

    /// <summary>As Set, with proof that the entry is in the log and that the log only grew.</summary>
    public Task<Proof> SafeSetAsync(SafeSetOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SafeSetOptions, Proof>("SafeSet", request, options, cancellationToken);

    /// <summary>The newest version of a key, references resolved one level.</summary>
    public Task<Item> GetAsync(Key request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Key, Item>("Get", request, options, cancellationToken);

    /// <summary>As Get, with proof of the item returned.</summary>
    public Task<SafeItem> SafeGetAsync(SafeGetOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SafeGetOptions, SafeItem>("SafeGet", request, options, cancellationToken);

    /// <summary>Appends several keys at once or none; answers the last index.</summary>
    public Task<Schema.Index> SetBatchAsync(KVList request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<KVList, Schema.Index>("SetBatch", request, options, cancellationToken);

    /// <summary>The newest versions of several keys; keys not found are left out.</summary>
    public Task<ItemList> GetBatchAsync(KeyList request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<KeyList, ItemList>("GetBatch", request, options, cancellationToken);

    /// <summary>Appends several keys, references and sorted-set members at once or none; answers the last index.</summary>
    public Task<Schema.Index> ExecAllOpsAsync(Ops request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Ops, Schema.Index>("ExecAllOps", request, options, cancellationToken);

    /// <summary>Gives a key another name; answers the index of the reference.</summary>
    public Task<Schema.Index> ReferenceAsync(ReferenceOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ReferenceOptions, Schema.Index>("Reference", request, options, cancellationToken);

    /// <summary>The entry a reference points at, its stored index honoured.</summary>
    public Task<Item> GetReferenceAsync(Key request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Key, Item>("GetReference", request, options, cancellationToken);

    /// <summary>As Reference, with proof.</summary>
    public Task<Proof> SafeReferenceAsync(SafeReferenceOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SafeReferenceOptions, Proof>("SafeReference", request, options, cancellationToken);

    /// <summary>Adds a key to a sorted set; answers the index of the member.</summary>
    public Task<Schema.Index> ZAddAsync(ZAddOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ZAddOptions, Schema.Index>("ZAdd", request, options, cancellationToken);

    /// <summary>As ZAdd, with proof.</summary>
    public Task<Proof> SafeZAddAsync(SafeZAddOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SafeZAddOptions, Proof>("SafeZAdd", request, options, cancellationToken);

    /// <summary>Members of a sorted set by score.</summary>
    public Task<ZItemList> ZScanAsync(ZScanOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ZScanOptions, ZItemList>("ZScan", request, options, cancellationToken);

    /// <summary>Newest versions of keys with a prefix, in key order.</summary>
    public Task<ItemList> ScanAsync(ScanOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<ScanOptions, ItemList>("Scan", request, options, cancellationToken);

    /// <summary>A page of entries in index order, as stored.</summary>
    public Task<Page> IScanAsync(IScanOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<IScanOptions, Page>("IScan", request, options, cancellationToken);

    /// <summary>All versions of one key; newest first unless reversed.</summary>
    public Task<ItemList> HistoryAsync(HistoryOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<HistoryOptions, ItemList>("History", request, options, cancellationToken);

    /// <summary>How many versions the key equal to the prefix has.</summary>
    public Task<ItemsCount> CountAsync(KeyPrefix request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<KeyPrefix, ItemsCount>("Count", request, options, cancellationToken);

    /// <summary>Number of distinct keys plus size of the log.</summary>
    public Task<ItemsCount> CountAllAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, ItemsCount>("CountAll", new Empty(), options, cancellationToken);

    /// <summary>The entry at an index, as stored.</summary>
    public Task<Item> ByIndexAsync(Schema.Index request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Schema.Index, Item>("ByIndex", request, options, cancellationToken);

    /// <summary>As ByIndex, with proof.</summary>
    public Task<SafeItem> BySafeIndexAsync(SafeIndexOptions request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<SafeIndexOptions, SafeItem>("BySafeIndex", request, options, cancellationToken);

    /// <summary>Root of the log, signed if the server has a key.</summary>
    public Task<Root> CurrentRootAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, Root>("CurrentRoot", new Empty(), options, cancellationToken);

    /// <summary>Proof that the entry at an index is in the log.</summary>
    public Task<InclusionProof> InclusionAsync(Schema.Index request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Schema.Index, InclusionProof>("Inclusion", request, options, cancellationToken);

    /// <summary>Proof that the log up to an index is a prefix of the log now. firstRoot is left empty.</summary>
    public Task<ConsistencyProof> ConsistencyAsync(Schema.Index request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Schema.Index, ConsistencyProof>("Consistency", request, options, cancellationToken);

    /// <summary>All nodes of the tree, for display.</summary>
    public Task<Tree> PrintTreeAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, Tree>("PrintTree", new Empty(), options, cancellationToken);

    /// <summary>Whether the server is up, and its version. Needs no token.</summary>
    public Task<HealthResponse> HealthAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync<Empty, HealthResponse>("Health", new Empty(), options, cancellationToken);

    /// <summary>Every record of the database, in messages well below the size limit.</summary>
    public IAsyncEnumerable<DumpKVList> DumpAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        channel.ServerStreamingAsync<Empty, DumpKVList>(Methods["Dump"], new Empty(), options, cancellationToken);

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        string method, TRequest request, CallOptions? options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        channel.UnaryAsync<TRequest, TResponse>(Methods[method], request, options, cancellationToken);
}
