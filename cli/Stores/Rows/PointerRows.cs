using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Tells references and members of sorted sets from plain entries, which the bytes of an entry alone do not.</summary>
/// <remarks>What looks like one is asked for by its key as it was just then: a plain entry is the answer itself, another entry is what it points to. An entry's kind is no part of
/// its leaf, so nobody can prove it; what it points to is in the bytes, which are proved.</remarks>
internal static class PointerRows
{
    /// <summary>Whether an entry points to another key. What would be a reference to itself cannot be told, and counts as one.</summary>
    /// <param name="ledger">Where it lies.</param>
    /// <param name="entry">As stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsOneAsync(LedgerClient ledger, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!ReferenceValue.TryParse(entry.StoredValue.Span, out ReadOnlySpan<byte> target, out ulong? at) || target.IsEmpty || at >= entry.Index)
            return false;
        return target.SequenceEqual(entry.Key.Span) || (await ledger.GetAtUnverifiedAsync(entry.Key, entry.Index + 1, cancellationToken))?.Index != entry.Index;
    }

    /// <summary>The row of an entry that points to another key.</summary>
    /// <param name="entry">See <see cref="IsOneAsync"/>.</param>
    /// <exception cref="FailureException">It is one that cannot be written again by the commands there are.</exception>
    public static SourceRow RowOf(LedgerEntry entry)
    {
        if (!ReferenceValue.TryParse(entry.StoredValue.Span, out ReadOnlySpan<byte> found, out ulong? at))
            throw new ArgumentException($"entry {entry.Index} points nowhere", nameof(entry));
        LedgerBytes target = found.ToArray();
        if (target == entry.Key)
            throw Impossible(entry, "would be a reference to itself, and cannot be told from a plain entry");
        if (at is not null && SortedSetKey.TryParse(target.Span, out _, out _, out _, out _))
            throw Impossible(entry, "stands for a member of a set");
        SourcePointer pointer = MemberOf(entry, target, at) ?? new SourcePointer(null, 0, target, at);
        return new SourceRow(pointer.Set is null ? entry.Key : default, default) { Index = entry.Index, Pointer = pointer };
    }

    private static SourcePointer? MemberOf(LedgerEntry entry, LedgerBytes target, ulong? at)
    {
        if (!SortedSetKey.TryParse(entry.Key.Span, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> member, out ulong? memberAt))
            return null;
        if (!member.SequenceEqual(target.Span) || memberAt != at)
            return null; // a reference with such a name
        if (double.IsNaN(score) || (score == 0 && double.IsNegative(score)))
            throw Impossible(entry, $"is a member with the score {(double.IsNaN(score) ? "NaN" : "-0")}");
        return new SourcePointer(set.ToArray(), score, target, at);
    }

    private static FailureException Impossible(LedgerEntry entry, string why) =>
        FailureException.WrongUse($"entry {entry.Index} {why}, which 'immu import' cannot write: leave out references and members with --plain, or copy the ledger whole with 'immu backup'");
}
