using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the distinct groups of a range, up or down, each with its newest row of the snapshot.</summary>
/// <param name="index">The snapshot's index.</param>
/// <param name="scope">Holds the range.</param>
/// <param name="range">What is walked.</param>
/// <param name="reverse">Whether groups come in descending order.</param>
internal sealed class GroupWalk(SnapshotIndex index, RowScope scope, RowRange range, bool reverse) : IndexWalk(index)
{
    // A group of more rows is passed by a search, not step by step.
    private const int PatientSteps = 8;

    private IRowCursor[] _cursors = [];
    private bool _isPlaced;
    private RowRange _range = range;

    // The group given, and the one being looked at; they change places when it is given.
    private byte[] _group = [];
    private byte[] _next = [];
    private int _groupBytes;
    private int _nextBytes;
    private RowTail? _newest;

    /// <summary>The group.</summary>
    public ReadOnlySpan<byte> Group => _group.AsSpan(0, _groupBytes);

    /// <summary>The end of its newest row.</summary>
    public RowTail Tail { get; private set; }

    private ReadOnlyMemory<byte> Next => _next.AsMemory(0, _nextBytes);

    /// <inheritdoc/>
    public override void Dispose() => _cursors.DisposeAll();

    /// <inheritdoc/>
    protected override void Open(IndexView view)
    {
        if (_groupBytes > 0)
            _range = _range.Beyond(Group.ToArray(), reverse);
        _cursors.DisposeAll();
        _cursors = _range.IsEmpty ? [] : view.Cursors(scope, Index.Size);
        _isPlaced = false;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_isPlaced)
            await PlaceAsync(cancellationToken).ConfigureAwait(false);
        while (TryChoose())
        {
            foreach (IRowCursor cursor in _cursors)
            {
                if (!IsInNext(cursor))
                    continue;
                if (reverse)
                    await PassDownwardsAsync(cursor, cancellationToken).ConfigureAwait(false);
                else
                    await PassUpwardsAsync(cursor, cancellationToken).ConfigureAwait(false);
            }

            if (_newest is { } newest)
            {
                (_group, _next, _groupBytes, Tail) = (_next, _group, _nextBytes, newest);
                return true;
            }
        }

        return false;
    }

    private async ValueTask PlaceAsync(CancellationToken cancellationToken)
    {
        await (reverse ? _cursors.SeekAllBeforeAsync(_range.To, cancellationToken) : _cursors.SeekAllAsync(_range.From, cancellationToken)).ConfigureAwait(false);
        _isPlaced = true;
    }

    // The next group in the range: that of the least row, or of the greatest.
    private bool TryChoose()
    {
        ReadOnlySpan<byte> first = default;
        foreach (IRowCursor cursor in _cursors)
        {
            if (cursor.IsValid && (first.IsEmpty || IsBefore(cursor.Row, first)))
                first = cursor.Row;
        }

        _newest = null;
        bool isInRange = !first.IsEmpty && (reverse ? !IsBefore(_range.From, first) : _range.To is null || IsBefore(first, _range.To));
        if (!isInRange)
            return false;
        _nextBytes = IndexRows.GroupLength(first);
        if (_next.Length < _nextBytes)
            _next = new byte[Math.Max(_nextBytes, 2 * _next.Length)];
        first[.._nextBytes].CopyTo(_next);
        return true;
    }

    private bool IsBefore(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int order = a.SequenceCompareTo(b);
        return reverse ? order > 0 : order < 0;
    }

    // Newest first: passes over what is newer than the snapshot, takes one row, and passes over the older ones.
    private async ValueTask PassUpwardsAsync(IRowCursor cursor, CancellationToken cancellationToken)
    {
        for (int steps = 0; IsInNext(cursor); steps++)
        {
            if (Take(cursor))
                break;
            if (steps < PatientSteps)
                await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
            else
                await cursor.SeekAsync(IndexRows.NewestOf(Next.Span, Index.Size), cancellationToken).ConfigureAwait(false);
        }

        for (int steps = 0; IsInNext(cursor); steps++)
        {
            if (steps < PatientSteps)
                await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
            else
                await cursor.SeekAsync(IndexRows.After(Next.Span), cancellationToken).ConfigureAwait(false);
        }
    }

    // Oldest first: takes rows as long as they are the snapshot's; the last one taken is the newest.
    private async ValueTask PassDownwardsAsync(IRowCursor cursor, CancellationToken cancellationToken)
    {
        bool isVisible = true;
        for (int steps = 0; IsInNext(cursor); steps++)
        {
            isVisible = isVisible && Take(cursor);
            if (steps < PatientSteps)
            {
                await cursor.PreviousAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (isVisible)
            {
                await cursor.SeekAsync(IndexRows.NewestOf(Next.Span, Index.Size), cancellationToken).ConfigureAwait(false);
                Take(cursor);
            }

            await cursor.SeekBeforeAsync(Next, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Take(IRowCursor cursor)
    {
        if (IndexRows.EntryIndex(cursor.Row, _nextBytes) is var index && index >= Index.Size)
            return false;
        if (_newest is null || index > _newest.Value.EntryIndex)
            _newest = IndexRows.Tail(cursor.Row, _nextBytes);
        return true;
    }

    private bool IsInNext(IRowCursor cursor) => cursor.IsValid && cursor.Row.StartsWith(_next.AsSpan(0, _nextBytes));
}
