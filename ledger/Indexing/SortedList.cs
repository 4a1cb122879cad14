using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Rows of a memtable in key order.</summary>
/// <param name="table">Where the rows are.</param>
/// <param name="order">Row numbers, sorted by key, newest first under one key.</param>
internal sealed class SortedList(Memtable table, int[] order) : SortedRows
{
    public override int Count => order.Length;

    public override ReadOnlySpan<byte> Key(int row) => table.Key(order[row]);

    public override uint Hash(int row) => table.Hash(order[row]);

    public override ulong Index(int row) => table.FirstIndex + (ulong)order[row];

    public override EntryKind Kind(int row) => table.Kind(order[row]);

    /// <summary>Sorts the rows [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public static SortedList Sort(Memtable table, int from, int to)
    {
        var order = GC.AllocateUninitializedArray<int>(to - from);
        var prefixes = GC.AllocateUninitializedArray<ulong>(to - from);
        int common = CommonPrefix(table, from, to);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = from + i;
            prefixes[i] = KeyPrefix.Of(table.Key(from + i)[common..]);
        }

        // Whole numbers sort many times faster than keys; what follows the common prefix mostly decides within eight bytes.
        prefixes.AsSpan().Sort(order.AsSpan());
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && prefixes[end] == prefixes[i])
                end++;
            if (end - i > 1)
                order.AsSpan(i, end - i).Sort((a, b) => Compare(table, a, b));
            i = end;
        }

        return new SortedList(table, order);
    }

    /// <summary>Two lists of the same memtable as one.</summary>
    public SortedList MergeWith(SortedList other)
    {
        var merged = GC.AllocateUninitializedArray<int>(Count + other.Count);
        int[] left = order, right = other.Order;
        int l = 0, r = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            bool takeLeft = r == right.Length || (l < left.Length && Compare(table, left[l], right[r]) < 0);
            merged[i] = takeLeft ? left[l++] : right[r++];
        }

        return new SortedList(table, merged);
    }

    private int[] Order => order;

    private static int Compare(Memtable table, int a, int b)
    {
        int byKey = table.Key(a).SequenceCompareTo(table.Key(b));
        return byKey != 0 ? byKey : b.CompareTo(a);
    }

    private static int CommonPrefix(Memtable table, int from, int to)
    {
        if (from == to)
            return 0;
        ReadOnlySpan<byte> common = table.Key(from);
        for (int row = from + 1; row < to; row++)
            common = common[..common.CommonPrefixLength(table.Key(row))];
        return common.Length;
    }
}
