using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The rows that a walk is about: those that begin with a prefix. What holds no such row need not be read.</summary>
/// <param name="Prefix">Empty: all rows.</param>
/// <param name="FilterBytes">How much of the prefix is a whole filter key; 0 if it does not hold one.</param>
internal readonly record struct RowScope(ReadOnlyMemory<byte> Prefix, int FilterBytes)
{
    // What filters are asked.
    private ReadOnlyMemory<byte> FilterKey => Prefix[..FilterBytes];

    /// <summary>All rows that begin with <paramref name="prefix"/>.</summary>
    public static RowScope Of(byte[] prefix) => new(prefix, IndexRows.FilterKeyLength(prefix));

    /// <summary>False if rows from <paramref name="fence"/> on are all past the scope.</summary>
    public bool MayHoldFrom(ReadOnlySpan<byte> fence) =>
        fence.SequenceCompareTo(Prefix.Span) <= 0 || fence.StartsWith(Prefix.Span);

    /// <summary>Whether a page's filter says that the page holds nothing of the scope.</summary>
    public bool IsExcludedBy(PageDirectory directory) => FilterBytes > 0 && !directory.MayContain(FilterKey.Span);

    /// <summary>False if rows below <paramref name="fence"/> are all before the scope.</summary>
    public bool MayHoldBefore(ReadOnlySpan<byte> fence) => fence.SequenceCompareTo(Prefix.Span) > 0;
}
