namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Rows of a memtable in order.</summary>
/// <param name="arena">Holds their bytes.</param>
/// <param name="order">Where each lies in it.</param>
internal sealed class SortedList(RowArena arena, RowPlace[] order)
{
    public int Count => order.Length;

    /// <summary>Sorts the rows [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public static SortedList Sort(Memtable table, int from, int to) => new(table.Arena, RowSort.Order(table, from, to));

    public ReadOnlySpan<byte> Row(int at) => arena.Get(order[at]);

    /// <summary>The first row that is not below <paramref name="target"/>, or <see cref="Count"/>.</summary>
    public int LowerBound(ReadOnlySpan<byte> target)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (Row(middle).SequenceCompareTo(target) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Two lists of the same memtable, with no row in both, as one.</summary>
    public SortedList MergeWith(SortedList other)
    {
        var merged = GC.AllocateUninitializedArray<RowPlace>(Count + other.Count);
        RowPlace[] left = order, right = other.Order;
        int l = 0, r = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            bool takeLeft = r == right.Length || (l < left.Length && Row(l).SequenceCompareTo(other.Row(r)) < 0);
            merged[i] = takeLeft ? left[l++] : right[r++];
        }

        return new SortedList(arena, merged);
    }

    private RowPlace[] Order => order;
}
