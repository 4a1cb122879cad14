using System.Runtime.CompilerServices;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Scans;

namespace ImmuFunctions.Service.SortedSets;

/// <summary>ZScan: the members of a set by score; as one list, or as a stream of them.</summary>
/// <remarks>Spec section 7.8, except for the order, which is that of the numbers (−∞ … −1 … −0, 0 … +∞), and the offset, which is a
/// place in it: a member's <c>currentOffset</c>. <c>min</c> and <c>max</c> belong to the range, and the walk begins and ends there.</remarks>
internal static class SortedSetScan
{
    public static async ValueTask<ZItemList> ZScanAsync(OpenDatabase database, ZScanOptions request, CancellationToken cancellationToken)
    {
        Require(request);
        var list = new ZItemList();
        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong limit = request.Limit == 0 ? KeyScan.DefaultLimit : request.Limit;
        await foreach ((ZItem member, Entry target) in MembersAsync(snapshot, request, limit, cancellationToken).ConfigureAwait(false))
        {
            budget.Take(target);
            list.Items.Add(member);
        }

        return list;
    }

    /// <remarks>One message and a page of each of the index's runs are in memory at a time. Without a limit there is none.</remarks>
    public static async ValueTask StreamAsync(OpenDatabase database, ZScanOptions request, Func<ZItemList, ValueTask> send, CancellationToken cancellationToken)
    {
        Require(request);
        var messages = new ListMessages<ZItemList, ZItem>(KeyScan.MessageBytes, list => list.Items, send);
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong limit = request.Limit == 0 ? ulong.MaxValue : request.Limit;
        await foreach ((ZItem member, _) in MembersAsync(snapshot, request, limit, cancellationToken).ConfigureAwait(false))
            await messages.AddAsync(member).ConfigureAwait(false);
        await messages.FlushAsync().ConfigureAwait(false);
    }

    private static void Require(ZScanOptions request)
    {
        KeyRules.RequireSetName(request.Set.Span);
        if (KeyRules.IsReserved(request.Offset.Span))
            throw ImmuErrors.InvalidOffset();
    }

    private static async IAsyncEnumerable<(ZItem Member, Entry Target)> MembersAsync(
        Snapshot snapshot, ZScanOptions request, ulong limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong left = limit;
        // A bare null would become an empty key here.
        ReadOnlyMemory<byte>? after = request.Offset.IsEmpty ? default(ReadOnlyMemory<byte>?) : request.Offset.Memory;
        await foreach (MemberRow row in snapshot
            .MembersAsync(request.Set.Memory, request.Min?.Score_, request.Max?.Score_, after, request.Reverse, cancellationToken).ConfigureAwait(false))
        {
            // Something else may have been written among the members with Set.
            if (row.Version.Kind == EntryKind.Plain)
                continue;
            Entry member = await EntryLookup.VersionAsync(snapshot, row.Key, row.Version, cancellationToken).ConfigureAwait(false);
            if (await EntryLookup.FollowAsync(snapshot, member, cancellationToken).ConfigureAwait(false) is not { } target)
                continue;
            yield return (ItemOf(member, row.Score, target), target);
            if (--left == 0)
                break;
        }
    }

    private static ZItem ItemOf(Entry member, double score, Entry target) => new()
    {
        Item = EntryItem.Of(target),
        Score = score,
        CurrentOffset = UnsafeByteOperations.UnsafeWrap(member.Key),
        Index = member.Index,
    };
}
