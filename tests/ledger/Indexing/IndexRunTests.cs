using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class IndexRunTests
{
    [Fact]
    public void Merge_NewestRangeFirst_IsInOrder()
    {
        IndexRun run = IndexRun.Merge([Rows.Run("ba-", firstIndex: 3), Rows.Sorted("abc", firstIndex: 0)]);

        Assert.Equal("-5 a4 a0 b3 b1 c2", Rows.Text(run));
    }

    [Theory]
    [InlineData('-', 0)]
    [InlineData('a', 1)]
    [InlineData('b', 3)]
    [InlineData('c', 5)]
    [InlineData('d', -1)]
    public void Newest_IsTheFirstRowOfTheKey(char key, int row) =>
        Assert.Equal(row, IndexRun.Merge([Rows.Run("ba-", firstIndex: 3), Rows.Sorted("abc", firstIndex: 0)]).Newest(Rows.Key(key)));

    [Fact]
    public void Newest_EmptyRun_IsNone() => Assert.Equal(-1, IndexRun.Merge([Rows.Sorted("")]).Newest("a"u8));

    [Fact]
    public void Merge_ManyKeys_EachIsFound()
    {
        var tables = new SortedRows[5];
        for (int t = 0; t < tables.Length; t++)
        {
            var table = new Memtable((ulong)(t * 1000), 1000);
            for (int i = 0; i < 1000; i++)
                table.Add(BitConverter.GetBytes((i * 7) + t), Core.Log.EntryKind.Plain);
            tables[^(t + 1)] = SortedList.Sort(table, 0, 1000);
        }

        IndexRun run = IndexRun.Merge(tables);

        Assert.Equal(5000, run.Count);
        Assert.True(run.ByteLength > 5000 * 24);
        for (int i = 0; i < 1000; i++)
        {
            int row = run.Newest(BitConverter.GetBytes(i * 7));
            Assert.True(row >= 0 && run.Key(row).SequenceEqual(BitConverter.GetBytes(i * 7)));
            Assert.True(row == 0 || !run.Key(row - 1).SequenceEqual(run.Key(row)));
        }

        Assert.Equal(-1, run.Newest(BitConverter.GetBytes(1_000_000)));
    }
}
