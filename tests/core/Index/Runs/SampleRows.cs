using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Rows in order, for runs to hold.</summary>
internal static class SampleRows
{
    private static readonly byte[] Alphabet = [0x00, 0x00, 0x01, (byte)'a', (byte)'b', 0xff];

    public static IComparer<byte[]> Order { get; } = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    /// <summary>Rows of all families: few letters and so many shared prefixes and versions, empty fields, 00 and ff.</summary>
    public static byte[][] Mixed(int seed, int count)
    {
        var random = new Random(seed);
        var rows = new SortedSet<byte[]>(Order);
        for (var index = 0UL; rows.Count < count; index++)
            rows.Add(Row(Group(random), index, random.Next(1, 100_000)));
        return [.. rows];
    }

    /// <summary>One version of each key: <c>key 00000000</c>, <c>key 00000002</c> and so on, so that the odd ones are absent.</summary>
    public static byte[][] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => Row(KeyGroup(2 * i), (ulong)i))];

    public static byte[] KeyGroup(int number) => IndexRows.KeyGroup(System.Text.Encoding.ASCII.GetBytes($"key {number:D8}"));

    /// <summary>So many versions of one key.</summary>
    public static byte[][] Versions(byte[] key, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Row(IndexRows.KeyGroup(key), (ulong)(count - i)))];

    public static byte[] Row(byte[] group, ulong index, int length = 50)
    {
        var row = new byte[IndexRows.MaxLength(group.Length)];
        var written = IndexRows.Write(group, new RowTail(index, EntryKind.Plain, new EntryPosition(index / 2, 106 + (long)index * 50, 2 + length)), row);
        return row[..written];
    }

    /// <summary>Bytes to look for: rows, what they begin with, what lies around them, and others.</summary>
    public static IEnumerable<byte[]> Targets(byte[][] rows, int seed)
    {
        var random = new Random(seed);
        yield return [];
        yield return [0xff, 0xff];
        for (var i = 0; i < 200; i++)
        {
            yield return Group(random);
            if (rows.Length == 0) continue;
            var row = rows[random.Next(rows.Length)];
            yield return row;
            yield return row[..random.Next(row.Length)];
            yield return [.. row, 0];
            yield return IndexRows.NewestOf(row.AsSpan(0, IndexRows.GroupLength(row)), (ulong)random.Next(1000));
        }
    }

    private static byte[] Group(Random random) => random.Next(6) switch
    {
        0 => IndexRows.MemberGroup(Field(random, 3), random.Next(-2, 3), Field(random, 5), random.Next(2) == 0 ? null : (ulong)random.Next(9)),
        1 => IndexRows.ValueGroup(Field(random, 90), Field(random, 4)),
        _ => IndexRows.KeyGroup(Field(random, 12)),
    };

    private static byte[] Field(Random random, int most) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => Alphabet[random.Next(Alphabet.Length)])];
}
