using System.Buffers.Binary;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Finds pages of a run by their fences, touching little memory: of each fence eight bytes lie side by side.</summary>
internal sealed class FenceTable
{
    private readonly IReadOnlyList<PageInfo> _pages;

    // What all fences but the first, which is empty, begin with; and the eight bytes after it, filled up with zeros.
    private readonly byte[] _common;
    private readonly ulong[] _prefixes;

    /// <param name="run">The run.</param>
    public FenceTable(RunInfo run)
    {
        _pages = run.Pages;
        // Fences ascend, so what the second and the last have in common all between them have.
        _common = _pages.Count < 2 ? [] : _pages[1].Fence.Span[.._pages[1].Fence.Span.CommonPrefixLength(_pages[^1].Fence.Span)].ToArray();
        _prefixes = new ulong[_pages.Count];
        for (int page = 1; page < _pages.Count; page++)
            _prefixes[page] = Prefix(_pages[page].Fence.Span[_common.Length..]);
    }

    /// <summary>The last page whose fence is not above <paramref name="row"/>; 0 if there is none.</summary>
    /// <param name="row">A row, or a bound between rows.</param>
    public int Find(ReadOnlySpan<byte> row)
    {
        int low = 0, high = _pages.Count - 1;
        if (!row.StartsWith(_common))
            return row.SequenceCompareTo(_common) < 0 ? 0 : Math.Max(0, high);

        ulong prefix = Prefix(row[_common.Length..]);
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            ulong fence = _prefixes[middle];
            bool isNotAbove = fence != prefix ? fence < prefix : _pages[middle].Fence.Span.SequenceCompareTo(row) <= 0;
            if (isNotAbove)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static ulong Prefix(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        Span<byte> filled = stackalloc byte[sizeof(ulong)];
        filled.Clear();
        bytes.CopyTo(filled);
        return BinaryPrimitives.ReadUInt64BigEndian(filled);
    }
}
