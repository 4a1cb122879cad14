namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Binary search over <see cref="SortedRows"/>.</summary>
internal static class SortedRowsSearch
{
    /// <summary>The first row in [<paramref name="from"/>, count) that is not before (<paramref name="key"/>, newest version under <paramref name="size"/>).</summary>
    public static int LowerBound(this SortedRows rows, ReadOnlySpan<byte> key, ulong size, int from = 0)
    {
        int low = from, high = rows.Count;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            int order = rows.Key(middle).SequenceCompareTo(key);
            bool before = order < 0 || (order == 0 && rows.Index(middle) >= size);
            if (before)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The row after all versions of <paramref name="key"/>.</summary>
    public static int AfterKey(this SortedRows rows, ReadOnlySpan<byte> key, int from)
    {
        // Most keys have few versions: step out in doubling strides before halving.
        int stride = 1, low = from;
        while (low + stride < rows.Count && rows.Key(low + stride).SequenceEqual(key))
        {
            low += stride;
            stride *= 2;
        }

        int high = Math.Min(low + stride, rows.Count);
        while (low < high)
        {
            int middle = low + ((high - low) >> 1);
            if (rows.Key(middle).SequenceEqual(key))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
