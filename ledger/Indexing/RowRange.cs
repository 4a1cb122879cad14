using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Rows from one byte string to before another.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; null: to the last row.</param>
internal readonly record struct RowRange(byte[] From, byte[]? To)
{
    public bool IsEmpty => To is not null && From.AsSpan().SequenceCompareTo(To) >= 0;

    /// <summary>Everything that begins with <paramref name="prefix"/>.</summary>
    public static RowRange Of(byte[] prefix) => new(prefix, IndexRows.After(prefix));

    /// <summary>What of it comes after a group in walking order.</summary>
    public RowRange Beyond(byte[] group, bool reverse) => reverse ? Before(group) : NotBefore(IndexRows.After(group)!);

    /// <summary>What of it is not below <paramref name="row"/>.</summary>
    public RowRange NotBefore(byte[] row) => From.AsSpan().SequenceCompareTo(row) < 0 ? this with { From = row } : this;

    private RowRange Before(byte[] row) => To is null || To.AsSpan().SequenceCompareTo(row) > 0 ? this with { To = row } : this;
}
