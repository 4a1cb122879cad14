using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Makes index sources of short keys and writes them out as text.</summary>
internal static class Rows
{
    /// <summary>A memtable with one row per letter of <paramref name="keys"/>, '-' being the empty key.</summary>
    public static Memtable Memtable(string keys, ulong firstIndex = 0)
    {
        var table = new Memtable(firstIndex, capacity: Math.Max(1, keys.Length));
        foreach (char key in keys)
            table.Add(Key(key), EntryKind.Plain);
        return table;
    }

    public static IndexRun Run(string keys, ulong firstIndex = 0) => IndexRun.Merge([Sorted(keys, firstIndex)]);

    public static SortedList Sorted(string keys, ulong firstIndex = 0) =>
        SortedList.Sort(Memtable(keys, firstIndex), 0, keys.Length);

    /// <summary>Rows in order: "a3 a1 b2".</summary>
    public static string Text(SortedRows rows) =>
        string.Join(' ', Enumerable.Range(0, rows.Count).Select(r => $"{Name(rows.Key(r))}{rows.Index(r)}"));

    public static byte[] Key(char name) => name == '-' ? [] : [(byte)name];

    public static string Name(ReadOnlySpan<byte> key) => key.IsEmpty ? "-" : Encoding.ASCII.GetString(key);
}
