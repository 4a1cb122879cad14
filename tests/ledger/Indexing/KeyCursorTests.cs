using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class KeyCursorTests
{
    // Rows: a0 b1 a2 d3 b4, so in order a2 a0 b4 b1 d3.
    [Theory]
    [InlineData("-", false, 5, "a2 b4 d3")]
    [InlineData("b", false, 5, "b4 d3")]
    [InlineData("c", false, 5, "d3")]
    [InlineData("e", false, 5, "")]
    [InlineData("e", true, 5, "d3 b4 a2")]
    [InlineData("d", true, 5, "d3 b4 a2")]
    [InlineData("c", true, 5, "b4 a2")]
    [InlineData("b", true, 5, "b4 a2")]
    [InlineData("-", true, 5, "")]
    [InlineData("-", false, 4, "a2 b1 d3")]
    [InlineData("-", false, 3, "a2 b1")]
    [InlineData("-", false, 2, "a0 b1")]
    [InlineData("-", false, 1, "a0")]
    [InlineData("-", false, 0, "")]
    [InlineData("e", true, 4, "d3 b1 a2")]
    [InlineData("e", true, 2, "b1 a0")]
    [InlineData("e", true, 0, "")]
    public void Walk_FromAStart_GivesEachKeysNewestVisibleRow(string start, bool reverse, ulong size, string expected)
    {
        Assert.Equal(expected, Walk(new KeyCursor(Rows.Sorted("abadb"), size, Rows.Key(start[0]), reverse)));
        Assert.Equal(expected, Walk(new KeyCursor(Rows.Run("abadb"), size, Rows.Key(start[0]), reverse)));
    }

    [Fact]
    public void Walk_ManyVersionsOfOneKey_StopsOnceAtTheKey()
    {
        string rows = new string('m', 100) + "a" + new string('m', 100) + "z";

        Assert.Equal("a100 m200 z201", Walk(new KeyCursor(Rows.Sorted(rows), 202, default, reverse: false)));
        Assert.Equal("z201 m200 a100", Walk(new KeyCursor(Rows.Sorted(rows), 202, "z"u8, reverse: true)));
        Assert.Equal("a100 m149", Walk(new KeyCursor(Rows.Sorted(rows), 150, default, reverse: false)));
    }

    [Theory]
    [InlineData(false, "-6 a4 b3 c5")]
    [InlineData(true, "c5 b3 a4 -6")]
    public void Merge_SourcesWithTheSameKeys_GivesEachKeyOnceAtItsNewest(bool reverse, string expected)
    {
        byte[] start = reverse ? "z"u8.ToArray() : [];
        var merged = new MergingCursor(
            [.. new SortedRows[] { Rows.Run("aab", firstIndex: 0), Rows.Sorted("bac-", firstIndex: 3) }.Select(r => new KeyCursor(r, 7, start, reverse))],
            reverse);

        var found = new List<string>();
        while (merged.TryNext(out KeyRow row))
            found.Add($"{Rows.Name(row.Key.Span)}{row.Index}");
        Assert.Equal(expected, string.Join(' ', found));
    }

    private static string Walk(KeyCursor cursor)
    {
        var found = new List<string>();
        for (; !cursor.IsAtEnd; cursor.MoveNext())
            found.Add($"{Rows.Name(cursor.Key)}{cursor.Index}");
        return string.Join(' ', found);
    }
}
