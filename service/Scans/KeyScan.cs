using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Scans;

/// <summary>Scan: the newest versions of the keys with a prefix, in key order.</summary>
/// <remarks>Spec section 7.9. Without <c>deep</c>, references and sorted-set members are left out and do not count
/// against the limit; with it, what they point to stands in their place.</remarks>
internal static class KeyScan
{
    public static async ValueTask<ItemList> ScanAsync(OpenDatabase database, ScanOptions request, CancellationToken cancellationToken)
    {
        if (KeyRules.IsReserved(request.Prefix.Span))
            throw ImmuErrors.InvalidKeyPrefix();
        if (KeyRules.IsReserved(request.Offset.Span))
            throw ImmuErrors.InvalidOffset();

        ulong limit = request.Limit == 0 ? PrefixWalk.DefaultLimit : request.Limit;
        var list = new ItemList();
        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        await foreach (KeyRow row in PrefixWalk
            .RowsAsync(snapshot, request.Prefix.Memory, request.Offset.Memory, request.Prefix.Memory, request.Reverse, cancellationToken).ConfigureAwait(false))
        {
            if (row.Kind != EntryKind.Plain && !request.Deep)
                continue;
            Entry? entry = await EntryLookup.OfRowAsync(snapshot, row, cancellationToken).ConfigureAwait(false);
            if (entry.Kind != EntryKind.Plain)
                entry = await EntryLookup.FollowAsync(snapshot, entry, cancellationToken).ConfigureAwait(false);
            if (entry is null)
                continue;
            budget.Take(entry);
            list.Items.Add(EntryItem.Of(entry));
            if ((ulong)list.Items.Count == limit)
                break;
        }

        return list;
    }
}
