using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the versions of a key, newest or oldest first.</summary>
/// <remarks>Sources follow each other in age, so one after the other is read, and none before it is needed. What two sources share is given once:
/// every source is entered behind the version given last.</remarks>
/// <param name="index">The snapshot's index.</param>
/// <param name="keyGroup">The key's group.</param>
/// <param name="oldestFirst">False: newest first.</param>
/// <param name="beyond">Exclusive position: newest first only versions before it, oldest first only versions after it.</param>
internal sealed class VersionWalk(SnapshotIndex index, byte[] keyGroup, bool oldestFirst, ulong? beyond) : IndexWalk(index)
{
    private readonly uint _hash = KeyHash.Of(keyGroup);
    private IndexView? _view;
    private int _source;

    // In a run: where it is, and whether that has been given.
    private IRowCursor? _cursor;
    private bool _isGiven;

    // In a memtable: its rows that are still to come, the next one on top. Newest first it is only the next one: the others follow from it.
    private readonly Stack<int> _rows = [];
    private Memtable? _table;

    // What is wanted, from one index to before another; it shrinks with every version given.
    private ulong _from = oldestFirst && beyond is { } after ? (after == ulong.MaxValue ? after : after + 1) : 0;
    private ulong _to = oldestFirst || beyond is null ? index.Size : Math.Min(index.Size, beyond.Value);

    /// <summary>The version.</summary>
    public RowTail Tail { get; private set; }

    /// <inheritdoc/>
    public override void Dispose() => LeaveRun();

    /// <inheritdoc/>
    protected override void Open(IndexView view)
    {
        _view = view;
        LeaveRun();
        _rows.Clear();
        _source = oldestFirst ? view.SourceCount : -1;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        while (_from < _to)
        {
            if (_rows.TryPop(out int row))
                return GiveFromTable(row);
            if (_cursor is not null && await TryGiveFromRunAsync(_cursor, cancellationToken).ConfigureAwait(false))
                return true;

            LeaveRun();
            _source += oldestFirst ? -1 : 1;
            if (_source < 0 || _source >= _view!.SourceCount)
                return false;
            (ulong from, ulong to) = _view.Entries(_source);
            if (from < _to && to > _from)
                await EnterAsync(_view.Table(_source), cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask EnterAsync(Memtable? table, CancellationToken cancellationToken)
    {
        if (table is not null)
        {
            EnterTable(table);
            return;
        }

        IRowCursor cursor = _view!.Cursor(_source, RowScope.Of(keyGroup));
        (_cursor, _isGiven) = (cursor, false);
        if (oldestFirst)
            await cursor.SeekBeforeAsync(IndexRows.NewestOf(keyGroup, _from), cancellationToken).ConfigureAwait(false);
        else
            await cursor.SeekAsync(IndexRows.NewestOf(keyGroup, _to), cancellationToken).ConfigureAwait(false);
    }

    private void LeaveRun()
    {
        _cursor?.Dispose();
        _cursor = null;
    }

    // Through the table's hash chains: its rows need not be sorted for that.
    private void EnterTable(Memtable table)
    {
        _table = table;
        for (int row = table.Newest(keyGroup, _hash, _to); row >= 0; row = table.Older(keyGroup, row))
        {
            if (table.Tail(row, keyGroup.Length).EntryIndex < _from)
                return;
            _rows.Push(row);
            if (!oldestFirst)
                return;
        }
    }

    private bool GiveFromTable(int row)
    {
        if (!oldestFirst && _table!.Older(keyGroup, row) is >= 0 and var older)
            _rows.Push(older);
        return Give(_table!.Tail(row, keyGroup.Length));
    }

    private async ValueTask<bool> TryGiveFromRunAsync(IRowCursor cursor, CancellationToken cancellationToken)
    {
        if (_isGiven && oldestFirst)
            await cursor.PreviousAsync(cancellationToken).ConfigureAwait(false);
        else if (_isGiven)
            await cursor.NextAsync(cancellationToken).ConfigureAwait(false);

        if (!cursor.IsValid || !cursor.Row.StartsWith(keyGroup) || IndexRows.EntryIndex(cursor.Row, keyGroup.Length) >= _to)
            return false;
        _isGiven = true;
        return Give(IndexRows.Tail(cursor.Row, keyGroup.Length));
    }

    private bool Give(RowTail tail)
    {
        Tail = tail;
        if (oldestFirst)
            _from = tail.EntryIndex + 1;
        else
            _to = tail.EntryIndex;
        return true;
    }
}
