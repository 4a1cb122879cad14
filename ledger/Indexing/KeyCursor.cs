using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks one source's distinct keys, up or down, with each key's newest version of a snapshot.</summary>
internal sealed class KeyCursor
{
    private readonly SortedRows rows;
    private readonly ulong size;
    private readonly bool reverse;
    private int row;

    /// <summary>Starts before the first key that is not before <paramref name="start"/> in walking order.</summary>
    /// <param name="rows">The source.</param>
    /// <param name="size">The snapshot's size: rows of entries at or past it are passed over.</param>
    /// <param name="start">Forward: the least key wanted. Reverse: the greatest.</param>
    /// <param name="reverse">Whether keys come in descending order.</param>
    public KeyCursor(SortedRows rows, ulong size, ReadOnlySpan<byte> start, bool reverse)
    {
        this.rows = rows;
        this.size = size;
        this.reverse = reverse;
        int first = rows.LowerBound(start, ulong.MaxValue);
        if (reverse)
            first = (first < rows.Count && rows.Key(first).SequenceEqual(start) ? rows.AfterKey(start, first) : first) - 1;
        row = first;
        Settle();
    }

    /// <summary>Whether there is no further key.</summary>
    public bool IsAtEnd => row < 0 || row >= rows.Count;

    public ReadOnlySpan<byte> Key => rows.Key(row);

    public ulong Index => rows.Index(row);

    public EntryKind Kind => rows.Kind(row);

    /// <summary>Goes to the next key.</summary>
    public void MoveNext()
    {
        row = reverse ? rows.LowerBound(rows.Key(row), ulong.MaxValue) - 1 : rows.AfterKey(rows.Key(row), row);
        Settle();
    }

    // From any row of a key group to the group's newest visible row; groups without one are passed over.
    private void Settle()
    {
        while (!IsAtEnd)
        {
            ReadOnlySpan<byte> key = rows.Key(row);
            if (rows.Index(row) < size && (row == 0 || !IsVisibleRowOf(key, row - 1)))
                return;
            int newest = rows.LowerBound(key, size);
            if (newest < rows.Count && rows.Key(newest).SequenceEqual(key))
            {
                row = newest;
                return;
            }

            row = reverse ? rows.LowerBound(key, ulong.MaxValue) - 1 : newest;
        }
    }

    private bool IsVisibleRowOf(ReadOnlySpan<byte> key, int candidate) =>
        rows.Index(candidate) < size && rows.Key(candidate).SequenceEqual(key);
}
