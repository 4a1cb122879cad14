using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Carries out additions and cursor moves on a memtable and on a sorted set, and compares.</summary>
internal sealed class CursorScript
{
    private readonly Memtable _table = new(100, 5000);
    private readonly SortedSet<byte[]> _rows = new(Rows.Ascending);

    // The cursor, the rows there were when it was made, and the place among them where it should stand.
    private IRowCursor _cursor;
    private byte[][] _seen = [];
    private int _at = -1;

    public CursorScript() => _cursor = _table.Cursor();

    /// <summary>Does what each pair of bytes says.</summary>
    /// <returns>False once the cursor stands elsewhere than it should.</returns>
    public bool Run(byte[] script)
    {
        bool holds = true;
        for (int i = 0; i + 1 < script.Length && holds; i += 2)
        {
            Do(script[i], script[i + 1]);
            bool isValid = _at >= 0 && _at < _seen.Length;
            holds = _cursor.IsValid == isValid && (!isValid || _cursor.Row.SequenceEqual(_seen[_at]));
        }

        return holds;
    }

    private void Do(byte what, byte which)
    {
        switch (what % 16)
        {
            case < 6:
                Add(Rows.AwkwardKeys[which % Rows.AwkwardKeys.Length], (EntryKind)(which % 3), withValue: what > 100);
                break;
            case < 8:
                _cursor = _table.Cursor();
                _seen = [.. _rows];
                _at = -1;
                break;
            case 8:
                byte[] target = Target(what, which);
                Rows.AtOnce(_cursor.SeekAsync(target, default));
                _at = _seen.Count(r => Rows.Ascending.Compare(r, target) < 0);
                break;
            case 9:
                byte[] bound = Target(what, which);
                Rows.AtOnce(_cursor.SeekBeforeAsync(bound, default));
                _at = (bound.Length == 0 ? _seen.Length : _seen.Count(r => Rows.Ascending.Compare(r, bound) < 0)) - 1;
                break;
            case < 13:
                Rows.AtOnce(_cursor.NextAsync(default));
                _at = Moved(1);
                break;
            default:
                Rows.AtOnce(_cursor.PreviousAsync(default));
                _at = Moved(-1);
                break;
        }
    }

    // Past an end it stands nowhere, and stays there until it is sought again.
    private int Moved(int step) => _at < 0 || _at >= _seen.Length ? -1 : _at + step;

    private byte[] Target(byte what, byte which) => (what / 16 % 4) switch
    {
        0 => [],
        1 when _seen.Length > 0 => _seen[which % _seen.Length],
        2 when _seen.Length > 0 => [.. _seen[which % _seen.Length], 0],
        _ => IndexRows.KeyGroup(Rows.AwkwardKeys[which % Rows.AwkwardKeys.Length]),
    };

    private void Add(byte[] key, EntryKind kind, bool withValue)
    {
        if (_table.IsFull)
            return;
        RowTail tail = Rows.Tail(_table.EndIndex, kind);
        byte[] value = [1, 2, 3, (byte)(tail.EntryIndex % 4)];
        _table.Add(kind, key, value, tail.Position, withValue);
        _rows.Add(Rows.Whole(IndexRows.KeyGroup(key), tail));
        if (SortedSetKey.TryParse(key, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> member, out ulong? index))
            _rows.Add(Rows.Whole(IndexRows.MemberGroup(set, score, member, index), tail));
        if (withValue && kind == EntryKind.Plain)
            _rows.Add(Rows.Whole(IndexRows.ValueGroup(value, key), tail));
    }
}
