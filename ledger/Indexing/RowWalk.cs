using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks all of the snapshot's rows of a range upwards, rows that several sources have once.</summary>
/// <param name="index">The snapshot's index.</param>
/// <param name="scope">Holds the range.</param>
/// <param name="range">What is walked.</param>
internal sealed class RowWalk(SnapshotIndex index, RowScope scope, RowRange range) : IndexWalk(index)
{
    private IRowCursor[] _cursors = [];
    private bool _isPlaced;
    private RowRange _range = range;
    private byte[] _row = [];

    /// <summary>The row's group.</summary>
    public ReadOnlySpan<byte> Group => _row.AsSpan(0, IndexRows.GroupLength(_row));

    /// <summary>The row's end.</summary>
    public RowTail Tail => IndexRows.Tail(_row, Group.Length);

    /// <inheritdoc/>
    public override void Dispose() => _cursors.DisposeAll();

    /// <inheritdoc/>
    protected override void Open(IndexView view)
    {
        if (_row.Length > 0)
            _range = _range.NotBefore([.. _row, 0]);
        _cursors.DisposeAll();
        _cursors = _range.IsEmpty ? [] : view.Cursors(scope, Index.Size);
        _isPlaced = false;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_isPlaced)
        {
            await _cursors.SeekAllAsync(_range.From, cancellationToken).ConfigureAwait(false);
            _isPlaced = true;
        }

        while (Least() is { } row)
        {
            foreach (IRowCursor cursor in _cursors)
            {
                if (cursor.IsValid && cursor.Row.SequenceEqual(row))
                    await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
            }

            if (IndexRows.EntryIndex(row, IndexRows.GroupLength(row)) < Index.Size)
            {
                _row = row;
                return true;
            }
        }

        return false;
    }

    private byte[]? Least()
    {
        ReadOnlySpan<byte> least = default;
        foreach (IRowCursor cursor in _cursors)
        {
            if (cursor.IsValid && (least.IsEmpty || cursor.Row.SequenceCompareTo(least) < 0))
                least = cursor.Row;
        }

        bool isInRange = !least.IsEmpty && (_range.To is null || least.SequenceCompareTo(_range.To) < 0);
        return isInRange ? least.ToArray() : null;
    }
}
