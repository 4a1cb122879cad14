using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Puts rows of a memtable in order.</summary>
/// <remarks>Rows are compared by eight bytes at a time, after what they have in common: whole numbers sort many times faster than
/// rows. Those that eight bytes do not tell apart are sorted again among themselves by what follows.</remarks>
internal sealed class RowSort
{
    // Up to as many rows, comparing them whole costs less than preparing numbers.
    private const int Few = 12;

    // Bounds the recursion for rows made to differ late; past it they are compared whole.
    private const int MaxRounds = 32;

    // In the order of their bytes.
    private static ReadOnlySpan<RowFamily> Families => [RowFamily.Key, RowFamily.Value, RowFamily.Member];

    private readonly RowArena _arena;
    private readonly RowPlace[] _order;
    private readonly ulong[] _prefixes;
    private readonly Comparison<RowPlace> _compare;

    private RowSort(RowArena arena, RowPlace[] order)
    {
        _arena = arena;
        _order = order;
        _prefixes = GC.AllocateUninitializedArray<ulong>(order.Length);
        _compare = (a, b) => arena.Get(a).SequenceCompareTo(arena.Get(b));
    }

    /// <summary>The rows [<paramref name="from"/>, <paramref name="to"/>) in order.</summary>
    public static RowPlace[] Order(Memtable table, int from, int to)
    {
        var order = GC.AllocateUninitializedArray<RowPlace>(to - from);
        var sort = new RowSort(table.Arena, order);

        // Family by family, each in the order of its coming: eight bytes go further, and memory is met in order.
        int end = 0;
        foreach (RowFamily family in Families)
        {
            int start = end;
            for (int row = from; row < to; row++)
            {
                if (table.Row(row)[0] == (byte)family)
                    order[end++] = table.Place(row);
            }

            sort.Sort(start, end, known: 1, MaxRounds);
        }

        return order;
    }

    // Sorts [from, to) of the order, whose rows are known to have so many bytes in common.
    private void Sort(int from, int to, int known, int rounds)
    {
        Span<RowPlace> order = _order.AsSpan(from, to - from);
        if (order.Length <= Few || rounds == 0)
        {
            order.Sort(_compare);
            return;
        }

        int common = CommonPrefix(order, known);
        Span<ulong> prefixes = _prefixes.AsSpan(from, to - from);
        bool isSorted = true;
        for (int i = 0; i < order.Length; i++)
        {
            prefixes[i] = RowPrefix.Of(_arena.Get(order[i]), common);
            isSorted &= i == 0 || prefixes[i - 1] <= prefixes[i];
        }

        if (!isSorted)
            prefixes.Sort(order);
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && prefixes[end] == prefixes[i])
                end++;
            if (end - i > 1)
                Sort(from + i, from + end, common + sizeof(ulong), rounds - 1);
            i = end;
        }
    }

    private int CommonPrefix(ReadOnlySpan<RowPlace> order, int known)
    {
        ReadOnlySpan<byte> first = _arena.Get(order[0]);
        int common = first.Length;
        foreach (RowPlace row in order)
        {
            ReadOnlySpan<byte> bytes = _arena.Get(row);
            int same = Math.Min(known, Math.Min(common, bytes.Length));
            common = same + first[same..common].CommonPrefixLength(bytes[same..]);
        }

        return common;
    }
}
