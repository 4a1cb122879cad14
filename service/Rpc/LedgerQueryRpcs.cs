using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.Queries;
using ImmuFunctions.Service.Scans;
using ImmuFunctions.Service.SortedSets;
using ImmuFunctions.Service.Telemetry;
using ImmuFunctions.V1;
using DatabaseSettings = ImmuFunctions.V1.DatabaseSettings;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The rpcs of LedgerQueries, which immudb does not have: each name once, with who may call it and what answers it.</summary>
/// <param name="access">Decides who may call, and on which database: the same as for <see cref="ImmuRpcs"/>.</param>
public sealed class LedgerQueryRpcs(IAccess access)
{
    /// <summary>Binds every rpc to a transport.</summary>
    public void BindTo(IRpcBinder binder)
    {
        ArgumentNullException.ThrowIfNull(binder);
        binder = new MeasuredBinder(binder, LedgerQueries.Descriptor);
        var rpcs = new DatabaseBinder(binder, access);
        rpcs.Unary<ValueQuery, ValuePage>("FindByValue", Roles.MayRead, ValueQueries.FindByValueAsync);
        rpcs.Unary<ValueQuery, ValuePage>("KeysWithValue", Roles.MayRead, ValueQueries.KeysWithValueAsync);
        rpcs.Unary<StatsRequest, StatsReply>("Stats", Roles.MayRead, LedgerFigures.StatsAsync);
        rpcs.Unary<GetAtRequest, ItemAt>("GetAt", Roles.MayRead, PastReads.GetAtAsync);
        rpcs.Stream<ScanOptions, ItemList>("Scan", Roles.MayRead, KeyScan.StreamAsync);
        rpcs.Stream<ZScanOptions, ZItemList>("ZScan", Roles.MayRead, SortedSetScan.StreamAsync);
        rpcs.Unary<ProveRequest, ProveReply>("Prove", Roles.MayRead, BulkProofs.ProveAsync);
        rpcs.Unary<ReceiptRequest, ReceiptReply>("Receipt", Roles.MayRead, Receipts.ReceiptAsync);
        binder.Unary<SettingsRequest, DatabaseSettings>("Settings", (_, caller) => access.SettingsAsync(caller));
        binder.Unary<DatabaseSettings, DatabaseSettings>("ConfigureDatabase", access.ConfigureDatabaseAsync);
    }
}
