using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Client.Reading;

/// <summary>Members of a set: each says by its stored key which set, score and target it is of; in the order of scores and targets, within the bounds.</summary>
internal sealed class MemberOrder(LedgerBytes set, ListOptions options, SeenVersions seen) : IListOrder<ZItem>
{
    private readonly long _asked = seen.Moment;
    private byte[] _last = [];

    /// <summary>Whether the list is in immudb's order, that of the scores' bits, and not in that of the numbers.</summary>
    public bool IsImmuOrder { get; set; }

    /// <summary>The entry that makes the member, as it has to be in the log.</summary>
    public static Item EntryOf(ZItem member)
    {
        var entry = new Item { Index = member.Index, Key = member.CurrentOffset };
        if (SortedSetKey.TryParse(member.CurrentOffset.Span, out _, out _, out ReadOnlySpan<byte> target, out ulong? index))
            entry.Value = UnsafeByteOperations.UnsafeWrap(ReferenceValue.Encode(target, index));
        return entry;
    }

    /// <inheritdoc/>
    public VerificationFault? Next(ZItem item)
    {
        if (item.Item is null)
            return new(VerificationCheck.Answer, "the entry that the member stands for", "none", item.Index);
        if (!SortedSetKey.TryParse(item.CurrentOffset.Span, out ReadOnlySpan<byte> name, out double score, out ReadOnlySpan<byte> target, out ulong? index)
            || !name.SequenceEqual(set.Span))
        {
            return new(VerificationCheck.Key, $"a member of {KeyText.Of(set.ToByteString())}", KeyText.Of(item.CurrentOffset), item.Index);
        }

        // The wire has no −0.
        if (!score.Equals(item.Score))
            return new(VerificationCheck.Value, $"the score {score:R}, which the member was written with", $"{item.Score:R}", item.Index);
        if (!IsWithin(score))
            return new(VerificationCheck.Order, "a score within the bounds asked for", $"{score:R}", item.Index);
        if (!target.SequenceEqual(item.Item.Key.Span) || (index is { } version && version != item.Item.Index))
        {
            string at = index is null ? "" : $" at {index}";
            return new(VerificationCheck.Reference, $"an entry of {KeyText.Of(ByteString.CopyFrom(target))}{at}", $"entry {item.Item.Index} of {KeyText.Of(item.Item.Key)}", item.Item.Index);
        }

        byte[] place = IsImmuOrder ? item.CurrentOffset.ToByteArray() : IndexRows.MemberGroup(name, score, target, index);
        int order = _last.AsSpan().SequenceCompareTo(place);
        if (_last.Length > 0 && (options.Reverse ? order <= 0 : order >= 0))
            return new(VerificationCheck.Order, "a member behind the one before", $"the member that entry {item.Index} makes", item.Index);
        _last = place;
        return index is null ? VersionOrder.Check(seen, _asked, item.Item.Key, item.Item.Index) : null;
    }

    private bool IsWithin(double score)
    {
        byte[] place = IndexRows.MembersAt([], score);
        return (options.MinScore is not { } min || place.AsSpan().SequenceCompareTo(IndexRows.MembersAt([], min)) >= 0 || score.Equals(min))
            && (options.MaxScore is not { } max || place.AsSpan().SequenceCompareTo(IndexRows.MembersAt([], max)) <= 0 || score.Equals(max));
    }
}
