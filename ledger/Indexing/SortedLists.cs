namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A memtable's rows in key order, as a few sorted lists that grow when somebody scans.</summary>
/// <remarks>Writers pay nothing for order. A scan sorts the rows that came since the last one and merges lists of like size, so
/// the work per row is logarithmic however scans and writes alternate.</remarks>
internal sealed class SortedLists(Memtable table)
{
    private readonly Lock gate = new();

    // Guarded by gate for writing; each array is complete when it is put here.
    private SortedList[] lists = [];
    private int covered;

    /// <summary>Lists that hold at least the first <paramref name="rows"/> rows.</summary>
    public SortedList[] Covering(int rows)
    {
        lock (gate)
        {
            if (covered < rows)
                Extend(table.Count);
            return lists;
        }
    }

    private void Extend(int to)
    {
        SortedList added = SortedList.Sort(table, covered, to);
        int kept = lists.Length;
        while (kept > 0 && lists[kept - 1].Count < 2 * added.Count)
            added = lists[--kept].MergeWith(added);
        lists = [.. lists.AsSpan(0, kept), added];
        covered = to;
    }
}
