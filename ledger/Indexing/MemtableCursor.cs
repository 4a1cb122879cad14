namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the sorted lists of a memtable as one.</summary>
/// <param name="lists">No row is in two of them.</param>
internal sealed class MemtableCursor(SortedList[] lists) : IRowCursor
{
    // Per list: upwards its first row that is not below the current one, downwards its last row that is not above it.
    private readonly int[] _at = new int[lists.Length];

    // The list with the current row, or −1.
    private int _current = -1;
    private bool _isDownwards;

    public bool IsValid => _current >= 0;

    public ReadOnlySpan<byte> Row => lists[_current].Row(_at[_current]);

    public ValueTask SeekAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        for (int i = 0; i < lists.Length; i++)
            _at[i] = lists[i].LowerBound(target.Span);
        _isDownwards = false;
        ChooseLeast();
        return default;
    }

    public ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        for (int i = 0; i < lists.Length; i++)
            _at[i] = (target.IsEmpty ? lists[i].Count : lists[i].LowerBound(target.Span)) - 1;
        _isDownwards = true;
        ChooseGreatest();
        return default;
    }

    public ValueTask NextAsync(CancellationToken cancellationToken)
    {
        if (IsValid)
        {
            if (_isDownwards)
                Turn(1);
            _at[_current]++;
            ChooseLeast();
        }

        return default;
    }

    public ValueTask PreviousAsync(CancellationToken cancellationToken)
    {
        if (IsValid)
        {
            if (!_isDownwards)
                Turn(-1);
            _at[_current]--;
            ChooseGreatest();
        }

        return default;
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    // The current row is in one list only: in the others, the neighbours on its two sides lie next to each other.
    private void Turn(int step)
    {
        _isDownwards = !_isDownwards;
        for (int i = 0; i < _at.Length; i++)
        {
            if (i != _current)
                _at[i] += step;
        }
    }

    private void ChooseLeast()
    {
        _current = -1;
        for (int i = 0; i < _at.Length; i++)
        {
            if (_at[i] < lists[i].Count && (_current < 0 || lists[i].Row(_at[i]).SequenceCompareTo(Row) < 0))
                _current = i;
        }
    }

    private void ChooseGreatest()
    {
        _current = -1;
        for (int i = 0; i < _at.Length; i++)
        {
            if (_at[i] >= 0 && (_current < 0 || lists[i].Row(_at[i]).SequenceCompareTo(Row) > 0))
                _current = i;
        }
    }
}
