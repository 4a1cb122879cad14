using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Dumps;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.References;
using ImmuFunctions.Service.Scans;
using ImmuFunctions.Service.SortedSets;
using ImmuFunctions.Service.Telemetry;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The table of rpcs: each name once, with who may call it and what answers it.</summary>
/// <remarks>
/// Spec section 7.1. Two entries are wider than immudb's own table, which forgot them there: GetBatch and GetReference
/// are open to readers (section 17, row 10).
/// </remarks>
/// <param name="access">Decides who may call, and on which database.</param>
public sealed class ImmuRpcs(IAccess access)
{
    /// <summary>Binds every rpc to a transport, except UpdateAuthConfig and UpdateMTLSConfig, which rewrite a configuration file that this server does not have.</summary>
    public void BindTo(IRpcBinder binder)
    {
        ArgumentNullException.ThrowIfNull(binder);
        binder = new MeasuredBinder(binder, ImmuService.Descriptor);
        var onDatabase = new DatabaseBinder(binder, access);
        BindItems(onDatabase);
        BindScans(onDatabase);
        BindProofs(onDatabase);
        BindSessions(binder);
        BindAccounts(binder);
    }

    private static void BindItems(DatabaseBinder rpcs)
    {
        rpcs.Write<KeyValue, Index>("Set", Sets.SetAsync);
        rpcs.Write<SafeSetOptions, Proof>("SafeSet", Sets.SafeSetAsync);
        rpcs.Unary<Key, Item>("Get", Roles.MayRead, Gets.GetAsync);
        rpcs.Unary<SafeGetOptions, SafeItem>("SafeGet", Roles.MayRead, Gets.SafeGetAsync);
        rpcs.Write<KVList, Index>("SetBatch", Batches.SetBatchAsync);
        rpcs.Unary<KeyList, ItemList>("GetBatch", Roles.MayRead, Batches.GetBatchAsync);
        rpcs.Write<Ops, Index>("ExecAllOps", AtomicOps.ExecAllOpsAsync);
        rpcs.Write<ReferenceOptions, Index>("Reference", ReferenceWrites.ReferenceAsync);
        rpcs.Write<SafeReferenceOptions, Proof>("SafeReference", ReferenceWrites.SafeReferenceAsync);
        rpcs.Unary<Key, Item>("GetReference", Roles.MayRead, ReferenceReads.GetReferenceAsync);
        rpcs.Write<ZAddOptions, Index>("ZAdd", SortedSetWrites.ZAddAsync);
        rpcs.Write<SafeZAddOptions, Proof>("SafeZAdd", SortedSetWrites.SafeZAddAsync);
    }

    private static void BindScans(DatabaseBinder rpcs)
    {
        rpcs.Unary<ZScanOptions, ZItemList>("ZScan", Roles.MayRead, SortedSetScan.ZScanAsync);
        rpcs.Unary<ScanOptions, ItemList>("Scan", Roles.MayRead, KeyScan.ScanAsync);
        rpcs.Unary<IScanOptions, Page>("IScan", Roles.MayRead, IndexReads.IScanAsync);
        rpcs.Unary<Index, Item>("ByIndex", Roles.MayRead, IndexReads.ByIndexAsync);
        rpcs.Unary<SafeIndexOptions, SafeItem>("BySafeIndex", Roles.MayRead, IndexReads.BySafeIndexAsync);
        rpcs.Unary<HistoryOptions, ItemList>("History", Roles.MayRead, KeyHistory.HistoryAsync);
        rpcs.Unary<KeyPrefix, ItemsCount>("Count", Roles.MayRead, KeyHistory.CountAsync);
        rpcs.Unary<Empty, ItemsCount>("CountAll", Roles.MayRead, (database, _, ct) => KeyHistory.CountAllAsync(database, ct));
    }

    private static void BindProofs(DatabaseBinder rpcs)
    {
        rpcs.Unary<Empty, Root>("CurrentRoot", Roles.MayRead, (database, _, ct) => RootReads.CurrentRootAsync(database, ct));
        rpcs.Unary<Index, InclusionProof>("Inclusion", Roles.MayRead, RootReads.InclusionAsync);
        rpcs.Unary<Index, ConsistencyProof>("Consistency", Roles.MayRead, RootReads.ConsistencyAsync);
        rpcs.Unary<Empty, Tree>("PrintTree", Roles.SystemAdmin, (database, _, ct) => TreePrint.PrintTreeAsync(database, ct));
        rpcs.Stream<Empty, DumpKVList>("Dump", Roles.MayAdminister, (database, _, send, ct) => DatabaseDump.DumpAsync(database, send, ct));
    }

    private void BindSessions(IRpcBinder binder)
    {
        binder.Unary<Empty, HealthResponse>("Health", (_, caller) =>
        {
            access.Admit(caller);
            return new(ServerHealth.Answer);
        });
        binder.Unary<LoginRequest, LoginResponse>("Login", access.LoginAsync);
        Order<Empty>(binder, "Logout", (_, caller) => access.LogoutAsync(caller));
        binder.Unary<Immudb.Schema.Database, UseDatabaseReply>("UseDatabase", (request, caller) => access.UseDatabaseAsync(request.Databasename, caller));
    }

    private void BindAccounts(IRpcBinder binder)
    {
        binder.Unary<Empty, DatabaseListResponse>("DatabaseList", (_, caller) => access.DatabaseListAsync(caller));
        Order<Immudb.Schema.Database>(binder, "CreateDatabase", (request, caller) => access.CreateDatabaseAsync(request.Databasename, caller));
        binder.Unary<Empty, UserList>("ListUsers", (_, caller) => access.ListUsersAsync(caller));
        Order<CreateUserRequest>(binder, "CreateUser", access.CreateUserAsync);
        Order<ChangePasswordRequest>(binder, "ChangePassword", access.ChangePasswordAsync);
        Order<ChangePermissionRequest>(binder, "ChangePermission", access.ChangePermissionAsync);
        Order<SetActiveUserRequest>(binder, "SetActiveUser", access.SetActiveUserAsync);
    }

    // An rpc whose reply says nothing but that it is done.
    private static void Order<TRequest>(IRpcBinder binder, string rpc, Func<TRequest, Caller, ValueTask> handler)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new() =>
        binder.Unary<TRequest, Empty>(rpc, async (request, caller) =>
        {
            await handler(request, caller).ConfigureAwait(false);
            return new Empty();
        });
}
