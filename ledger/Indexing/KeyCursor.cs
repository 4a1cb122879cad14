using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks one source's distinct keys, up or down, with each key's newest version of a snapshot.</summary>
internal sealed class KeyCursor
{
    private readonly SortedRows _rows;
    private readonly ulong _size;
    private readonly bool _reverse;
    private int _row;

    /// <summary>Starts before the first key that is not before <paramref name="start"/> in walking order.</summary>
    /// <param name="rows">The source.</param>
    /// <param name="size">The snapshot's size: rows of entries at or past it are passed over.</param>
    /// <param name="start">Forward: the least key wanted. Reverse: the greatest.</param>
    /// <param name="reverse">Whether keys come in descending order.</param>
    public KeyCursor(SortedRows rows, ulong size, ReadOnlySpan<byte> start, bool reverse)
    {
        _rows = rows;
        _size = size;
        _reverse = reverse;
        int first = rows.LowerBound(start, ulong.MaxValue);
        if (reverse)
            first = (first < rows.Count && rows.Key(first).SequenceEqual(start) ? rows.AfterKey(start, first) : first) - 1;
        _row = first;
        Settle();
    }

    /// <summary>Whether there is no further key.</summary>
    public bool IsAtEnd => _row < 0 || _row >= _rows.Count;

    public ReadOnlySpan<byte> Key => _rows.Key(_row);

    public ulong Index => _rows.Index(_row);

    public EntryKind Kind => _rows.Kind(_row);

    /// <summary>Goes to the next key.</summary>
    public void MoveNext()
    {
        _row = _reverse ? _rows.LowerBound(_rows.Key(_row), ulong.MaxValue) - 1 : _rows.AfterKey(_rows.Key(_row), _row);
        Settle();
    }

    // From any row of a key group to the group's newest visible row; groups without one are passed over.
    private void Settle()
    {
        while (!IsAtEnd)
        {
            ReadOnlySpan<byte> key = _rows.Key(_row);
            if (_rows.Index(_row) < _size && (_row == 0 || !IsVisibleRowOf(key, _row - 1)))
                return;
            int newest = _rows.LowerBound(key, _size);
            if (newest < _rows.Count && _rows.Key(newest).SequenceEqual(key))
            {
                _row = newest;
                return;
            }

            _row = _reverse ? _rows.LowerBound(key, ulong.MaxValue) - 1 : newest;
        }
    }

    private bool IsVisibleRowOf(ReadOnlySpan<byte> key, int candidate) =>
        _rows.Index(candidate) < _size && _rows.Key(candidate).SequenceEqual(key);
}
