using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class SortedListsTests
{
    [Fact]
    public void Sort_Rows_ByKeyThenNewestFirst() => Assert.Equal("-5 a7 a6 a1 b4 b2 c3", Rows.Text(Rows.Sorted("abcb-aa", firstIndex: 1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sort_KeysWithLongCommonBeginnings_AsByteOrder(int seed)
    {
        var random = new Random(seed);
        var table = new Memtable(0, 300);
        List<byte[]> keys = [];
        for (int i = 0; i < 300; i++)
        {
            byte[] key = [.. "0123456789abcdef"u8[..random.Next(14, 17)], .. new byte[random.Next(0, 3)], .. random.Next(2) == 0 ? [] : new byte[] { 0xFF }];
            keys.Add(key);
            table.Add(key, EntryKind.Plain);
        }

        SortedList sorted = SortedList.Sort(table, 0, 300);

        int[] expected = [.. Enumerable.Range(0, 300).Order(Comparer<int>.Create((a, b) =>
            keys[a].AsSpan().SequenceCompareTo(keys[b]) is var order and not 0 ? order : b.CompareTo(a)))];
        Assert.Equal(expected, Enumerable.Range(0, 300).Select(r => (int)sorted.Index(r)));
    }

    [Fact]
    public void Covering_AsRowsCome_HoldsEveryRowOnceInFewLists()
    {
        var table = new Memtable(0, 2000);
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            table.Add([(byte)random.Next(50)], EntryKind.Plain);
            if (random.Next(4) != 0)
                continue;
            SortedList[] lists = table.SortedLists.Covering(table.Count);
            Assert.Equal(table.Count, lists.Sum(l => l.Count));
            Assert.InRange(lists.Length, 1, 12);
            Assert.Equal(Enumerable.Range(0, table.Count), lists.SelectMany(l => Enumerable.Range(0, l.Count).Select(r => (int)l.Index(r))).Order());
        }
    }

    [Fact]
    public void Covering_FewerRowsThanCovered_SortsNothingAgain()
    {
        Memtable table = Rows.Memtable("cba");
        SortedList[] first = table.SortedLists.Covering(3);

        Assert.Same(first, table.SortedLists.Covering(1));
    }

    [Fact]
    public void Covering_NoRows_IsEmpty() => Assert.Empty(new Memtable(0, 4).SortedLists.Covering(0));

    [Fact]
    public void MergeWith_LaterRows_KeepsTheOrder()
    {
        Memtable table = Rows.Memtable("bacaab");

        SortedList merged = SortedList.Sort(table, 0, 3).MergeWith(SortedList.Sort(table, 3, 6));

        Assert.Equal("a4 a3 a1 b5 b0 c2", Rows.Text(merged));
    }
}
