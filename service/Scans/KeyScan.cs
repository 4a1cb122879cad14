using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Scans;

/// <summary>Scan: the newest versions of the keys with a prefix, in key order; as one list, or as a stream of them.</summary>
/// <remarks>Spec section 7.9, except that an offset is a place in the order and nothing else: the scan goes on behind it, whether or
/// not such a key exists or has the prefix. Without <c>deep</c>, references and sorted-set members are left out and do not count
/// against the limit; with it, what they point to stands in their place.</remarks>
internal static class KeyScan
{
    /// <summary>The items in a list when a request states no limit.</summary>
    public const ulong DefaultLimit = 104_857;

    /// <summary>Most bytes of a message in a stream of items: few enough that the first ones come soon.</summary>
    public const int MessageBytes = 64 << 10;

    public static async ValueTask<ItemList> ScanAsync(OpenDatabase database, ScanOptions request, CancellationToken cancellationToken)
    {
        Require(request);
        var list = new ItemList();
        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong limit = request.Limit == 0 ? DefaultLimit : request.Limit;
        await foreach (Entry entry in EntriesAsync(snapshot, request, limit, cancellationToken).ConfigureAwait(false))
        {
            budget.Take(entry);
            list.Items.Add(EntryItem.Of(entry));
        }

        return list;
    }

    /// <remarks>One message and a page of each of the index's runs are in memory at a time. Without a limit there is none.</remarks>
    public static async ValueTask StreamAsync(OpenDatabase database, ScanOptions request, Func<ItemList, ValueTask> send, CancellationToken cancellationToken)
    {
        Require(request);
        var messages = new ListMessages<ItemList, Item>(MessageBytes, list => list.Items, send);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong limit = request.Limit == 0 ? ulong.MaxValue : request.Limit;
        await foreach (Entry entry in EntriesAsync(snapshot, request, limit, cancellationToken).ConfigureAwait(false))
            await messages.AddAsync(EntryItem.Of(entry)).ConfigureAwait(false);
        await messages.FlushAsync().ConfigureAwait(false);
    }

    private static void Require(ScanOptions request)
    {
        if (KeyRules.IsReserved(request.Prefix.Span))
            throw ImmuErrors.InvalidKeyPrefix();
        if (KeyRules.IsReserved(request.Offset.Span))
            throw ImmuErrors.InvalidOffset();
    }

    private static async IAsyncEnumerable<Entry> EntriesAsync(
        Snapshot snapshot, ScanOptions request, ulong limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong left = limit;
        // A bare null would become an empty key here.
        ReadOnlyMemory<byte>? after = request.Offset.IsEmpty ? default(ReadOnlyMemory<byte>?) : request.Offset.Memory;
        await foreach (KeyRow row in snapshot.ScanAsync(request.Prefix.Memory, after, request.Reverse, cancellationToken).ConfigureAwait(false))
        {
            if (row.Version.Kind != EntryKind.Plain && !request.Deep)
                continue;
            Entry? entry = await EntryLookup.VersionAsync(snapshot, row.Key, row.Version, cancellationToken).ConfigureAwait(false);
            if (entry.Kind != EntryKind.Plain)
                entry = await EntryLookup.FollowAsync(snapshot, entry, cancellationToken).ConfigureAwait(false);
            if (entry is null)
                continue;
            yield return entry;
            if (--left == 0)
                break;
        }
    }
}
