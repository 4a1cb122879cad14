namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A memtable's rows in order, as a few sorted lists that grow when somebody scans.</summary>
/// <remarks>Writers pay nothing for order. A scan sorts the rows that came since the last one and merges lists of like size, so
/// the work per row is logarithmic however scans and writes alternate.</remarks>
internal sealed class SortedLists(Memtable table)
{
    private readonly Lock _gate = new();

    // Guarded by _gate for writing; each array is complete when it is put here.
    private SortedList[] _lists = [];
    private int _covered;

    /// <summary>Lists that hold at least the first <paramref name="rows"/> rows.</summary>
    public SortedList[] Covering(int rows)
    {
        lock (_gate)
        {
            if (_covered < rows)
                Extend(table.Count);
            return _lists;
        }
    }

    private void Extend(int to)
    {
        SortedList added = SortedList.Sort(table, _covered, to);
        int kept = _lists.Length;
        while (kept > 0 && _lists[kept - 1].Count < 2 * added.Count)
            added = _lists[--kept].MergeWith(added);
        _lists = [.. _lists.AsSpan(0, kept), added];
        _covered = to;
    }
}
