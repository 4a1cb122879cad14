using System.Text;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Makes memtables and rows of short keys and writes rows out as text.</summary>
internal static class Rows
{
    /// <summary>Compares rows as bytes.</summary>
    public static readonly Comparer<byte[]> Ascending = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    /// <summary>Keys that an index may trip over: empty, zeros, all ones, one the start of another, very long, of set members.</summary>
    public static byte[][] AwkwardKeys { get; } =
    [
        [], [0], [0, 0], [0, 1], [0, 0xFF], [1], [0xFF], [0xFF, 0xFF], [0xFF, 0], "a"u8.ToArray(), "a\0"u8.ToArray(), "a\0\0"u8.ToArray(), "a\u0001"u8.ToArray(),
        "ab"u8.ToArray(), "abcdefg"u8.ToArray(), "abcdefgh"u8.ToArray(), "abcdefghi"u8.ToArray(), "abcdefgh\0"u8.ToArray(), "abcdefghabcdefgh"u8.ToArray(),
        .. Enumerable.Range(0, 30).Select(i => Encoding.ASCII.GetBytes($"/customers/{i:D4}/name")),
        .. Enumerable.Range(0, 10).Select(i => (byte[])[.. new byte[i * 7], 1]),
        .. Enumerable.Range(0, 4).Select(i => (byte[])[.. Enumerable.Repeat((byte)'x', 5000), .. new byte[i]]),
        .. Enumerable.Range(0, 6).Select(i => SortedSetKey.Encode("set"u8, i - 2.5, [(byte)i, 0], i % 2 == 0 ? null : (ulong)i)),
        new byte[65_535],
    ];

    /// <summary>A memtable with one entry per letter of <paramref name="keys"/>, '-' being the empty key.</summary>
    public static Memtable Memtable(string keys, ulong firstIndex = 0)
    {
        var table = new Memtable(firstIndex, keys.Length + 3);
        foreach (char key in keys)
            Add(table, Key(key));
        return table;
    }

    /// <summary>Adds a plain entry without its value.</summary>
    public static void Add(Memtable table, ReadOnlySpan<byte> key) =>
        table.Add(EntryKind.Plain, key, default, Tail(table.EndIndex).Position, withValue: false);

    /// <summary>The end of the rows of an entry.</summary>
    public static RowTail Tail(ulong index, EntryKind kind = EntryKind.Plain) =>
        new(index, kind, new EntryPosition(index / 10 * 10, 64 + ((long)index * 50), 50));

    /// <summary>The row of a key's version.</summary>
    public static byte[] OfKey(ReadOnlySpan<byte> key, ulong index, EntryKind kind = EntryKind.Plain) => Whole(IndexRows.KeyGroup(key), Tail(index, kind));

    public static byte[] Whole(ReadOnlySpan<byte> group, RowTail tail)
    {
        var row = new byte[IndexRows.MaxLength(group.Length)];
        return row[..IndexRows.Write(group, tail, row)];
    }

    /// <summary>Rows of keys in order: "a3 a1 b2".</summary>
    public static string Text(SortedList rows) => string.Join(' ', Enumerable.Range(0, rows.Count).Select(r => Name(rows.Row(r))));

    public static byte[] Key(char name) => name == '-' ? [] : [(byte)name];

    /// <summary>Key and entry of a row: "a3".</summary>
    public static string Name(ReadOnlySpan<byte> row)
    {
        int groupBytes = IndexRows.GroupLength(row);
        byte[] key = IndexRows.KeyOf(row[..groupBytes]);
        return $"{(key.Length == 0 ? "-" : Encoding.ASCII.GetString(key))}{IndexRows.EntryIndex(row, groupBytes)}";
    }

    /// <summary>What a move of a cursor in memory must have done already.</summary>
    public static void AtOnce(ValueTask move) => Xunit.Assert.True(move.IsCompletedSuccessfully);
}
