using System.Buffers.Binary;
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

/// <summary>ZScan: the members of a set by score.</summary>
/// <remarks>
/// Spec section 7.8. Ordered by stored key bytes: the score's raw bits, so negative scores come after all others and
/// −1 before −2. <c>min</c> (forward) and <c>max</c> (reverse) also choose where the walk starts, so a range across zero
/// loses what lies before its start in this order.
/// </remarks>
internal static class SortedSetScan
{
    public static async ValueTask<ZItemList> ZScanAsync(OpenDatabase database, ZScanOptions request, CancellationToken cancellationToken)
    {
        KeyRules.RequireSetName(request.Set.Span);
        if (KeyRules.IsReserved(request.Offset.Span))
            throw ImmuErrors.InvalidOffset();

        byte[] prefix = SortedSetKey.Prefix(request.Set.Span);
        ulong limit = request.Limit == 0 ? PrefixWalk.DefaultLimit : request.Limit;
        var list = new ZItemList();
        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        await foreach (KeyRow row in PrefixWalk
            .RowsAsync(snapshot, prefix, request.Offset.Memory, Start(request, prefix), request.Reverse, cancellationToken).ConfigureAwait(false))
        {
            // Something else may have been written among the members with Set.
            if (row.Kind == EntryKind.Plain || !TryScore(row.Key.Span[prefix.Length..], out double score) || !IsWithin(score, request))
                continue;
            if (await ItemAsync(snapshot, row, score, cancellationToken).ConfigureAwait(false) is not var (member, target))
                continue;
            budget.Take(target);
            list.Items.Add(member);
            if ((ulong)list.Items.Count == limit)
                break;
        }

        return list;
    }

    private static byte[] Start(ZScanOptions request, byte[] prefix) =>
        (request.Reverse ? request.Max : request.Min) is { } bound
            ? SortedSetKey.Prefix(request.Set.Span, bound.Score_)
            : prefix;

    private static bool TryScore(ReadOnlySpan<byte> keyAfterPrefix, out double score)
    {
        bool enough = keyAfterPrefix.Length >= sizeof(double);
        score = enough ? BinaryPrimitives.ReadDoubleBigEndian(keyAfterPrefix) : 0;
        return enough;
    }

    // A score that is not a number is neither below nor above anything: it stays.
    private static bool IsWithin(double score, ZScanOptions request) =>
        !(score < request.Min?.Score_) && !(score > request.Max?.Score_);

    private static async ValueTask<(ZItem Member, Entry Target)?> ItemAsync(Snapshot snapshot, KeyRow row, double score, CancellationToken cancellationToken)
    {
        Entry member = await EntryLookup.OfRowAsync(snapshot, row, cancellationToken).ConfigureAwait(false);
        if (await EntryLookup.FollowAsync(snapshot, member, cancellationToken).ConfigureAwait(false) is not { } target)
            return null;
        var item = new ZItem
        {
            Item = EntryItem.Of(target),
            Score = score,
            CurrentOffset = UnsafeByteOperations.UnsafeWrap(member.Key),
            Index = member.Index,
        };
        return (item, target);
    }
}
