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
    private readonly Row[] rows;
    private readonly int[] heads;
    private readonly KeyArena keys = new();
    private int count;

    /// <param name="firstIndex">Index of the entry of row 0.</param>
    /// <param name="capacity">Most rows it takes.</param>
    public Memtable(ulong firstIndex, int capacity)
    {
        FirstIndex = firstIndex;
        rows = new Row[capacity];
        heads = new int[BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        heads.AsSpan().Fill(-1);
        SortedLists = new SortedLists(this);
    }

    public ulong FirstIndex { get; }

    /// <summary>Rows written; a reader counts on those below its snapshot's size only.</summary>
    public int Count => Volatile.Read(ref count);

    public bool IsFull => count == rows.Length || keys.ByteLength > KeyArena.FullBytes;

    /// <summary>Bytes held for keys.</summary>
    public long KeyBytes => keys.ByteLength;

    /// <summary>The rows in key order, sorted when somebody asks.</summary>
    public SortedLists SortedLists { get; }

    /// <summary>Adds the row of the next entry. Only the writer calls this, and not when <see cref="IsFull"/>.</summary>
    public void Add(ReadOnlySpan<byte> key, EntryKind kind)
    {
        int row = count;
        uint hash = KeyHash.Of(key);
        ref int head = ref heads[hash & (uint)(heads.Length - 1)];
        rows[row] = new Row(keys.Add(key), Previous: head, hash, (ushort)key.Length, kind);
        Volatile.Write(ref head, row);
        Volatile.Write(ref count, row + 1);
    }

    public ReadOnlySpan<byte> Key(int row) => keys.Get(rows[row].KeyAt, rows[row].KeyLength);

    public uint Hash(int row) => rows[row].Hash;

    public EntryKind Kind(int row) => rows[row].Kind;

    /// <summary>The newest row of <paramref name="key"/> under the entry <paramref name="size"/>, or −1.</summary>
    public int Newest(ReadOnlySpan<byte> key, ulong size) => Newest(key, KeyHash.Of(key), size);

    /// <summary>The same with the key's hash at hand.</summary>
    public int Newest(ReadOnlySpan<byte> key, uint hash, ulong size) =>
        Matching(key, hash, Volatile.Read(ref heads[hash & (uint)(heads.Length - 1)]), size);

    /// <summary>The version before <paramref name="row"/> of the same key, or −1.</summary>
    public int Older(ReadOnlySpan<byte> key, int row) => Matching(key, rows[row].Hash, rows[row].Previous, ulong.MaxValue);

    private int Matching(ReadOnlySpan<byte> key, uint hash, int row, ulong size)
    {
        while (row >= 0 && !(rows[row].Hash == hash && FirstIndex + (ulong)row < size && Key(row).SequenceEqual(key)))
            row = rows[row].Previous;
        return row;
    }

    private readonly record struct Row(long KeyAt, int Previous, uint Hash, ushort KeyLength, EntryKind Kind);
}
