using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Which rows are those of a set's members with certain scores.</summary>
internal static class MemberRange
{
    /// <summary>The members with scores from <paramref name="min"/> to <paramref name="max"/>, both inclusive.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="min">Null: none. Zero admits −0.</param>
    /// <param name="max">Null: none. Zero admits +0.</param>
    /// <returns>With any bound, nothing that is not a number: neither above nor below, such scores lie outside the infinite ones.</returns>
    public static RowRange Of(ReadOnlySpan<byte> set, double? min, double? max)
    {
        byte[] members = IndexRows.MembersOf(set);
        if (min is null && max is null)
            return RowRange.Of(members);
        double from = min ?? double.NegativeInfinity, to = max ?? double.PositiveInfinity;
        if (double.IsNaN(from) || double.IsNaN(to))
            return new RowRange(members, members);
        return new RowRange(
            IndexRows.MembersAt(set, from == 0 ? -0.0 : from),
            IndexRows.After(IndexRows.MembersAt(set, to == 0 ? 0.0 : to)));
    }

    /// <summary>The group of a member.</summary>
    /// <returns>False if <paramref name="key"/> is not the stored key of a member of this set.</returns>
    public static bool TryGroup(ReadOnlySpan<byte> set, ReadOnlySpan<byte> key, out byte[] group)
    {
        bool isMember = SortedSetKey.TryParse(key, out ReadOnlySpan<byte> of, out double score, out ReadOnlySpan<byte> target, out ulong? index)
            && of.SequenceEqual(set);
        group = isMember ? IndexRows.MemberGroup(set, score, target, index) : [];
        return isMember;
    }
}
