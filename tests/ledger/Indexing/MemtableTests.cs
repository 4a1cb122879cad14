using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class MemtableTests
{
    [Theory]
    [InlineData('a', 10, -1)]
    [InlineData('a', 11, 0)]
    [InlineData('a', 12, 0)]
    [InlineData('a', 13, 2)]
    [InlineData('a', 99, 2)]
    [InlineData('b', 11, -1)]
    [InlineData('b', 12, 1)]
    [InlineData('c', 99, -1)]
    [InlineData('-', 99, 3)]
    public void Newest_OfASnapshotSize_IsTheLastRowBelowIt(char key, ulong size, int row) =>
        Assert.Equal(row, Rows.Memtable("aba-", firstIndex: 10).Newest(Rows.Key(key), size));

    [Fact]
    public void Older_WalksToTheFirstVersion()
    {
        Memtable table = Rows.Memtable("abaaba");

        Assert.Equal(3, table.Older("a"u8, 5));
        Assert.Equal(2, table.Older("a"u8, 3));
        Assert.Equal(0, table.Older("a"u8, 2));
        Assert.Equal(-1, table.Older("a"u8, 0));
    }

    [Fact]
    public void IsFull_AtItsCapacity()
    {
        var table = new Memtable(0, capacity: 2);
        table.Add("a"u8, EntryKind.Plain);
        Assert.False(table.IsFull);
        table.Add("a"u8, EntryKind.Reference);

        Assert.True(table.IsFull);
        Assert.Equal(2, table.Count);
        Assert.Equal(EntryKind.Reference, table.Kind(1));
    }

    [Fact]
    public void IsFull_OnceItsKeysTakeTooMuch()
    {
        var table = new Memtable(0, capacity: 1_000_000);
        while (!table.IsFull)
            table.Add(new byte[65_000], EntryKind.Plain);

        Assert.InRange(table.KeyBytes, KeyArena.FullBytes, KeyArena.FullBytes + (1 << 18));
    }

    [Fact]
    public async Task Newest_WhileTheWriterAdds_NeverMissesAnAnnouncedRow()
    {
        var table = new Memtable(0, capacity: 200_000);
        Task writing = Task.Run(() =>
        {
            for (int i = 0; i < 200_000; i++)
                table.Add(BitConverter.GetBytes(i % 5000), EntryKind.Plain);
        }, Ct);

        while (!writing.IsCompleted)
        {
            int count = table.Count;
            if (count > 0)
                Assert.Equal(count - 1, table.Newest(BitConverter.GetBytes((count - 1) % 5000), (ulong)count));
        }

        await writing;
    }
}
