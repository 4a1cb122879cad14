using System.Numerics;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The index rows of the newest entries: one writer, any number of readers without locks.</summary>
/// <remarks>
/// Row r belongs to entry <see cref="FirstIndex"/> + r. A hash table leads from a key to its newest row, and every row to the
/// one before it in its bucket, so walking a chain meets versions newest first. A reader of an older snapshot walks the same
/// chains and passes over rows past its own size: a row is written whole before a chain leads to it, and never changes after.
/// Order is not kept while writing; readers who scan sort what they need (<see cref="SortedLists"/>).
/// </remarks>
internal sealed class Memtable
{
    private readonly Row[] _rows;
    private readonly int[] _heads;
    private readonly KeyArena _keys = new();
    private int _count;

    /// <param name="firstIndex">Index of the entry of row 0.</param>
    /// <param name="capacity">Most rows it takes.</param>
    public Memtable(ulong firstIndex, int capacity)
    {
        FirstIndex = firstIndex;
        _rows = new Row[capacity];
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        _heads.AsSpan().Fill(-1);
        SortedLists = new SortedLists(this);
    }

    public ulong FirstIndex { get; }

    /// <summary>Rows written; a reader counts on those below its snapshot's size only.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsFull => _count == _rows.Length || _keys.ByteLength > KeyArena.FullBytes;

    /// <summary>Bytes held for keys.</summary>
    public long KeyBytes => _keys.ByteLength;

    /// <summary>The rows in key order, sorted when somebody asks.</summary>
    public SortedLists SortedLists { get; }

    /// <summary>Adds the row of the next entry. Only the writer calls this, and not when <see cref="IsFull"/>.</summary>
    public void Add(ReadOnlySpan<byte> key, EntryKind kind)
    {
        int row = _count;
        uint hash = KeyHash.Of(key);
        ref int head = ref _heads[hash & (uint)(_heads.Length - 1)];
        _rows[row] = new Row(_keys.Add(key), Previous: head, hash, (ushort)key.Length, kind);
        Volatile.Write(ref head, row);
        Volatile.Write(ref _count, row + 1);
    }

    public ReadOnlySpan<byte> Key(int row) => _keys.Get(_rows[row].KeyAt, _rows[row].KeyLength);

    public uint Hash(int row) => _rows[row].Hash;

    public EntryKind Kind(int row) => _rows[row].Kind;

    /// <summary>The newest row of <paramref name="key"/> under the entry <paramref name="size"/>, or −1.</summary>
    public int Newest(ReadOnlySpan<byte> key, ulong size) => Newest(key, KeyHash.Of(key), size);

    /// <summary>The same with the key's hash at hand.</summary>
    public int Newest(ReadOnlySpan<byte> key, uint hash, ulong size) =>
        Matching(key, hash, Volatile.Read(ref _heads[hash & (uint)(_heads.Length - 1)]), size);

    /// <summary>The version before <paramref name="row"/> of the same key, or −1.</summary>
    public int Older(ReadOnlySpan<byte> key, int row) => Matching(key, _rows[row].Hash, _rows[row].Previous, ulong.MaxValue);

    private int Matching(ReadOnlySpan<byte> key, uint hash, int row, ulong size)
    {
        while (row >= 0 && !(_rows[row].Hash == hash && FirstIndex + (ulong)row < size && Key(row).SequenceEqual(key)))
            row = _rows[row].Previous;
        return row;
    }

    private readonly record struct Row(long KeyAt, int Previous, uint Hash, ushort KeyLength, EntryKind Kind);
}
