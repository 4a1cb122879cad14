using System.Numerics;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The index rows of a range of entries, sorted and fixed.</summary>
/// <remarks>A table from key hash to the key's first row answers a lookup, and the absence of a key, without a search.</remarks>
internal sealed class IndexRun : ISortedRows
{
    private readonly Row[] rows;
    private readonly KeyArena keys;

    // Open addressing with linear probing; a slot is the key's hash in the upper half and its first row + 1 in the lower, 0 if empty.
    private readonly ulong[] slots;

    private IndexRun(Row[] rows, KeyArena keys, ulong[] slots)
    {
        this.rows = rows;
        this.keys = keys;
        this.slots = slots;
    }

    public int Count => rows.Length;

    /// <summary>Memory the run takes, in bytes.</summary>
    public long ByteLength => keys.ByteLength + (rows.Length * 24L) + (slots.Length * 8L);

    public ReadOnlySpan<byte> Key(int row) => keys.Get(rows[row].KeyAt, rows[row].KeyLength);

    public ulong Index(int row) => rows[row].Index;

    public EntryKind Kind(int row) => rows[row].Kind;

    /// <summary>The newest row of <paramref name="key"/>, or −1; older versions follow it.</summary>
    public int Newest(ReadOnlySpan<byte> key)
    {
        uint hash = KeyHash.Of(key);
        uint mask = (uint)slots.Length - 1;
        for (uint at = hash & mask; slots[at] != 0; at = (at + 1) & mask)
        {
            int row = (int)(uint)slots[at] - 1;
            if ((uint)(slots[at] >> 32) == hash && Key(row).SequenceEqual(key))
                return row;
        }

        return -1;
    }

    /// <summary>Merges sources into one run.</summary>
    /// <param name="sources">Sorted rows of disjoint ranges of entries, newest range first.</param>
    public static IndexRun Merge(ReadOnlySpan<ISortedRows> sources)
    {
        int total = 0;
        foreach (ISortedRows source in sources)
            total = checked(total + source.Count);

        var rows = new Row[total];
        var keys = new KeyArena();
        int distinct = 0;
        Span<int> next = stackalloc int[sources.Length];
        next.Clear();
        for (int i = 0; i < total; i++)
        {
            int from = First(sources, next);
            ISortedRows source = sources[from];
            int row = next[from]++;
            ReadOnlySpan<byte> key = source.Key(row);
            bool repeated = i > 0 && key.SequenceEqual(keys.Get(rows[i - 1].KeyAt, rows[i - 1].KeyLength));
            if (!repeated)
                distinct++;
            long keyAt = repeated ? rows[i - 1].KeyAt : keys.Add(key);
            rows[i] = new Row(keyAt, source.Index(row), (ushort)key.Length, source.Kind(row));
        }

        return new IndexRun(rows, keys, BuildSlots(rows, keys, distinct));
    }

    private static int First(ReadOnlySpan<ISortedRows> sources, ReadOnlySpan<int> next)
    {
        int best = -1;
        for (int s = 0; s < sources.Length; s++)
        {
            if (next[s] == sources[s].Count)
                continue;
            // At equal keys the newer range, which comes first, wins.
            if (best < 0 || sources[s].Key(next[s]).SequenceCompareTo(sources[best].Key(next[best])) < 0)
                best = s;
        }

        return best;
    }

    private static ulong[] BuildSlots(Row[] rows, KeyArena keys, int distinct)
    {
        var slots = new ulong[Math.Max(2, BitOperations.RoundUpToPowerOf2((uint)(distinct * 3L / 2)))];
        uint mask = (uint)slots.Length - 1;
        for (int row = 0; row < rows.Length; row++)
        {
            if (row > 0 && rows[row].KeyAt == rows[row - 1].KeyAt && rows[row].KeyLength == rows[row - 1].KeyLength)
                continue;
            uint hash = KeyHash.Of(keys.Get(rows[row].KeyAt, rows[row].KeyLength));
            uint at = hash & mask;
            while (slots[at] != 0)
                at = (at + 1) & mask;
            slots[at] = ((ulong)hash << 32) | (uint)(row + 1);
        }

        return slots;
    }

    private readonly record struct Row(long KeyAt, ulong Index, ushort KeyLength, EntryKind Kind);
}
