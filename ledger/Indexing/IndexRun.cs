using System.Numerics;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The index rows of a range of entries, sorted and fixed.</summary>
/// <remarks>A table from key hash to the key's first row answers a lookup, and the absence of a key, without a search.</remarks>
internal sealed class IndexRun : SortedRows
{
    private readonly Row[] _rows;
    private readonly KeyArena _keys;

    // Open addressing with linear probing; a slot is a key's first row + 1, or 0 if it is empty.
    private readonly int[] _slots;

    private IndexRun(Row[] rows, KeyArena keys, int[] slots)
    {
        _rows = rows;
        _keys = keys;
        _slots = slots;
    }

    public override int Count => _rows.Length;

    /// <summary>Memory the run takes, in bytes.</summary>
    public long ByteLength => _keys.ByteLength + (_rows.Length * 24L) + (_slots.Length * 4L);

    public override ReadOnlySpan<byte> Key(int row) => _keys.Get(_rows[row].KeyAt, _rows[row].KeyLength);

    public override uint Hash(int row) => _rows[row].Hash;

    public override ulong Index(int row) => _rows[row].Index;

    public override EntryKind Kind(int row) => _rows[row].Kind;

    /// <summary>The newest row of <paramref name="key"/>, or −1; older versions follow it.</summary>
    public int Newest(ReadOnlySpan<byte> key) => Newest(key, KeyHash.Of(key));

    /// <summary>The same with the key's hash at hand.</summary>
    public int Newest(ReadOnlySpan<byte> key, uint hash)
    {
        uint mask = (uint)_slots.Length - 1;
        for (uint at = hash & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int row = _slots[at] - 1;
            if (_rows[row].Hash == hash && Key(row).SequenceEqual(key))
                return row;
        }

        return -1;
    }

    /// <summary>Merges sources into one run.</summary>
    /// <param name="sources">Sorted rows of disjoint ranges of entries, newest range first.</param>
    public static IndexRun Merge(ReadOnlySpan<SortedRows> sources)
    {
        int total = 0;
        foreach (SortedRows source in sources)
            total = checked(total + source.Count);

        var rows = GC.AllocateUninitializedArray<Row>(total);
        var keys = new KeyArena();
        int distinct = 0;
        var merge = new RowMerge(sources);
        for (int i = 0; i < total; i++)
        {
            SortedRows source = merge.Take(out int row);
            ReadOnlySpan<byte> key = source.Key(row);
            bool repeated = i > 0 && key.SequenceEqual(keys.Get(rows[i - 1].KeyAt, rows[i - 1].KeyLength));
            if (!repeated)
                distinct++;
            long keyAt = repeated ? rows[i - 1].KeyAt : keys.Add(key);
            rows[i] = new Row(keyAt, source.Index(row), source.Hash(row), (ushort)key.Length, source.Kind(row));
        }

        return new IndexRun(rows, keys, BuildSlots(rows, distinct));
    }

    private static int[] BuildSlots(Row[] rows, int distinct)
    {
        var slots = new int[Math.Max(2, BitOperations.RoundUpToPowerOf2((uint)(distinct * 3L / 2)))];
        uint mask = (uint)slots.Length - 1;
        for (int row = 0; row < rows.Length; row++)
        {
            if (row > 0 && rows[row].KeyAt == rows[row - 1].KeyAt && rows[row].KeyLength == rows[row - 1].KeyLength)
                continue;
            uint at = rows[row].Hash & mask;
            while (slots[at] != 0)
                at = (at + 1) & mask;
            slots[at] = row + 1;
        }

        return slots;
    }

    private readonly record struct Row(long KeyAt, ulong Index, uint Hash, ushort KeyLength, EntryKind Kind);
}
