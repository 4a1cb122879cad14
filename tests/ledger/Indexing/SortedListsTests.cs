using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class SortedListsTests
{
    [Fact]
    public void Sort_Rows_ByKeyThenNewestFirst() => Assert.Equal("-5 a7 a6 a1 b4 b2 c3", Rows.Text(Sort(Rows.Memtable("abcb-aa", firstIndex: 1))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sort_KeysWithLongCommonBeginnings_AsByteOrder(int seed)
    {
        var random = new Random(seed);
        var table = new Memtable(0, 500);
        while (!table.IsFull)
            Rows.Add(table, [.. "0123456789abcdef"u8[..random.Next(14, 17)], .. new byte[random.Next(0, 3)], .. random.Next(2) == 0 ? [] : new byte[] { 0xFF }]);

        AssertSorted(table);
    }

    [Fact]
    public void Sort_OneKeyOnly_NewestFirst()
    {
        var table = new Memtable(0, 2000);
        while (!table.IsFull)
            Rows.Add(table, "counter"u8);

        AssertSorted(table);
    }

    // Each round of eight bytes sets one more row apart: far more rounds than are made.
    [Fact]
    public void Sort_KeysThatDifferLaterAndLater_AsByteOrder()
    {
        var table = new Memtable(0, 300);
        while (!table.IsFull)
            Rows.Add(table, [.. Enumerable.Repeat((byte)'x', table.Count * 8 % 2400), (byte)'a']);

        AssertSorted(table);
    }

    [Fact]
    public void Covering_AsRowsCome_HoldsEveryRowOnceInFewLists()
    {
        var table = new Memtable(0, 2003);
        var lists = new SortedLists(table);
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            Rows.Add(table, [(byte)random.Next(50)]);
            if (random.Next(4) != 0)
                continue;
            SortedList[] covering = lists.Covering(table.Count);
            Assert.Equal(table.Count, covering.Sum(l => l.Count));
            Assert.InRange(covering.Length, 1, 12);
            Assert.Equal(Enumerable.Range(0, table.Count), covering.SelectMany(Entries).Order());
        }
    }

    [Fact]
    public void Covering_FewerRowsThanCovered_SortsNothingAgain()
    {
        var lists = new SortedLists(Rows.Memtable("cba"));
        SortedList[] first = lists.Covering(3);

        Assert.Same(first, lists.Covering(1));
    }

    [Fact]
    public void Covering_NoRows_IsEmpty() => Assert.Empty(new SortedLists(new Memtable(0, 4)).Covering(0));

    [Fact]
    public void MergeWith_LaterRows_KeepsTheOrder()
    {
        Memtable table = Rows.Memtable("bacaab");

        SortedList merged = SortedList.Sort(table, 0, 3).MergeWith(SortedList.Sort(table, 3, 6));

        Assert.Equal("a4 a3 a1 b5 b0 c2", Rows.Text(merged));
    }

    private static SortedList Sort(Memtable table) => SortedList.Sort(table, 0, table.Count);

    private static IEnumerable<int> Entries(SortedList list) =>
        Enumerable.Range(0, list.Count).Select(r => (int)IndexRows.EntryIndex(list.Row(r), IndexRows.GroupLength(list.Row(r))));

    private static void AssertSorted(Memtable table)
    {
        SortedList sorted = Sort(table);
        Assert.Equal(
            Enumerable.Range(0, table.Count).Select(r => table.Row(r).ToArray()).Order(Rows.Ascending),
            Enumerable.Range(0, sorted.Count).Select(r => sorted.Row(r).ToArray()));
    }
}
