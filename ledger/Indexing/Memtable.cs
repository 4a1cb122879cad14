using System.Numerics;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The index rows of the newest entries, of all families: one writer, any number of readers without locks.</summary>
/// <remarks>
/// Rows are numbered as they come. A hash table leads from a key to its newest row, and every row of a key to the one before it in
/// its bucket, so walking a chain meets versions newest first. A reader of an older snapshot walks the same chains and passes over
/// entries past its own size: a row is written whole before a chain leads to it, and never changes after. Rows of the other
/// families are in no chain: they are only scanned. Order is not kept while writing; readers who scan sort what they need
/// (<see cref="SortedLists"/>).
/// </remarks>
internal sealed class Memtable
{
    /// <summary>Most rows that one entry has: of its key, as a set's member, by its value.</summary>
    public const int MaxRowsPerEntry = 3;

    private readonly Slot[] _slots;
    private readonly int[] _heads;
    private readonly SortedLists _sorted;
    private int _count;
    private ulong _endIndex;

    /// <param name="firstIndex">Index of the first entry to be added.</param>
    /// <param name="capacityRows">Most rows it takes, at least 1; one entry fits in any case.</param>
    public Memtable(ulong firstIndex, int capacityRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityRows);
        FirstIndex = _endIndex = firstIndex;
        _slots = new Slot[Math.Max(capacityRows, MaxRowsPerEntry)];
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)_slots.Length)];
        _heads.AsSpan().Fill(-1);
        _sorted = new SortedLists(this);
    }

    public ulong FirstIndex { get; }

    /// <summary>One past the index of the last entry added.</summary>
    public ulong EndIndex => Volatile.Read(ref _endIndex);

    /// <summary>Rows written, of all families.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Holds the bytes of the rows.</summary>
    public RowArena Arena { get; } = new();

    /// <summary>Whether the next entry might not fit. For the writer.</summary>
    public bool IsFull => _count > _slots.Length - MaxRowsPerEntry || Arena.ByteLength > RowArena.FullBytes;

    /// <summary>Memory it takes, in bytes, but for what scans have sorted.</summary>
    public unsafe long Bytes => Arena.ByteLength + ((long)_slots.Length * sizeof(Slot)) + ((long)_heads.Length * sizeof(int));

    /// <summary>Adds the rows of the next entry. Only the writer calls this, and not when <see cref="IsFull"/>.</summary>
    /// <param name="kind">What the entry is.</param>
    /// <param name="key">Its stored key, at most 65,535 bytes. One of a set member's form has a row as such, whatever the kind.</param>
    /// <param name="value">Its value as stored.</param>
    /// <param name="position">Where its record lies.</param>
    /// <param name="withValue">Whether a plain entry has a row by its value.</param>
    public void Add(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in EntryPosition position, bool withValue)
    {
        var tail = new RowTail(_endIndex, kind, position);
        int row = _count, end = row + 1;
        Span<byte> keyRow = Arena.Reserve(IndexRows.MaxKeyRowLength(key.Length));
        int length = IndexRows.WriteKeyRow(key, tail, keyRow, out int groupBytes);
        uint hash = KeyHash.Of(keyRow[..groupBytes]);
        ref int head = ref _heads[hash & (uint)(_heads.Length - 1)];
        _slots[row] = new Slot(Arena.Keep(length), Previous: head, hash);

        if (SortedSetKey.TryParse(key, out ReadOnlySpan<byte> set, out double score, out ReadOnlySpan<byte> target, out ulong? index))
        {
            Span<byte> memberRow = Arena.Reserve(IndexRows.MaxMemberRowLength(set.Length, target.Length));
            KeepUnchained(end++, IndexRows.WriteMemberRow(set, score, target, index, tail, memberRow));
        }

        if (withValue && kind == EntryKind.Plain)
        {
            ReadOnlySpan<byte> searchable = StructuredValue.TryParse(value, out _, out ReadOnlySpan<byte> payload) ? payload : value;
            KeepUnchained(end++, IndexRows.WriteValueRow(searchable, key, tail, Arena.Reserve(IndexRows.MaxValueRowLength(key.Length))));
        }

        Volatile.Write(ref head, row);
        Volatile.Write(ref _count, end);
        Volatile.Write(ref _endIndex, tail.EntryIndex + 1);
    }

    /// <summary>A cursor over the rows there are now, and perhaps some that come while this is called.</summary>
    public IRowCursor Cursor() => new MemtableCursor(_sorted.Covering(Count));

    /// <summary>The newest version of a key among the first <paramref name="size"/> entries of the ledger.</summary>
    /// <param name="keyGroup">The key's <see cref="IndexRows.KeyGroup"/>.</param>
    /// <param name="hash"><see cref="KeyHash"/> of it.</param>
    /// <param name="size">Entries from here on are passed over.</param>
    /// <param name="tail">The version.</param>
    public bool TryLatest(ReadOnlySpan<byte> keyGroup, uint hash, ulong size, out RowTail tail)
    {
        int row = Newest(keyGroup, hash, size);
        tail = row < 0 ? default : Tail(row, keyGroup.Length);
        return row >= 0;
    }

    /// <summary>The row of that version, or −1.</summary>
    public int Newest(ReadOnlySpan<byte> keyGroup, uint hash, ulong size) =>
        size <= FirstIndex ? -1 : Matching(keyGroup, hash, Volatile.Read(ref _heads[hash & (uint)(_heads.Length - 1)]), size);

    /// <summary>The row of the version before the one in <paramref name="row"/>, or −1.</summary>
    public int Older(ReadOnlySpan<byte> keyGroup, int row) => Matching(keyGroup, _slots[row].Hash, _slots[row].Previous, ulong.MaxValue);

    /// <summary>The entry of a row.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="groupBytes">Length of its group.</param>
    public RowTail Tail(int row, int groupBytes) => IndexRows.Tail(Row(row), groupBytes);

    /// <summary>A whole row.</summary>
    public ReadOnlySpan<byte> Row(int row) => Arena.Get(_slots[row].Place);

    /// <summary>Where a row lies in <see cref="Arena"/>.</summary>
    public RowPlace Place(int row) => _slots[row].Place;

    private void KeepUnchained(int row, int bytes) => _slots[row] = new Slot(Arena.Keep(bytes), Previous: -1, Hash: 0);

    // No group is a prefix of another, so a row that begins with the group is of it.
    private int Matching(ReadOnlySpan<byte> keyGroup, uint hash, int row, ulong size)
    {
        for (; row >= 0; row = _slots[row].Previous)
        {
            if (_slots[row].Hash != hash)
                continue;
            ReadOnlySpan<byte> bytes = Row(row);
            if (bytes.StartsWith(keyGroup) && IndexRows.EntryIndex(bytes, keyGroup.Length) < size)
                return row;
        }

        return -1;
    }

    private readonly record struct Slot(RowPlace Place, int Previous, uint Hash);
}
