using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class MemtableCursorTests
{
    [Fact]
    public void Moves_AmongAdds_AreThoseOfASortedSet() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), script => new CursorScript().Run(script))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(600));

    [Fact]
    public void IsValid_BeforeASeek_IsFalseAndAMoveLeadsNowhere()
    {
        IRowCursor cursor = Rows.Memtable("ab").Cursor();
        Assert.False(cursor.IsValid);

        Rows.AtOnce(cursor.NextAsync(Ct));
        Assert.False(cursor.IsValid);
        Rows.AtOnce(cursor.PreviousAsync(Ct));
        Assert.False(cursor.IsValid);
    }

    [Fact]
    public void Seek_InAnEmptyMemtable_IsNotValid()
    {
        IRowCursor cursor = new Memtable(0, 3).Cursor();

        Rows.AtOnce(cursor.SeekAsync(default, Ct));
        Assert.False(cursor.IsValid);
        Rows.AtOnce(cursor.SeekBeforeAsync(default, Ct));
        Assert.False(cursor.IsValid);
    }

    [Fact]
    public async Task Cursor_WhileTheWriterAdds_SeesEveryAnnouncedEntryInOrder()
    {
        var table = new Memtable(500, capacityRows: 60_000);
        Task writing = Task.Run(() =>
        {
            var random = new Random(3);
            while (!table.IsFull)
                Rows.Add(table, BitConverter.GetBytes(random.Next(20_000)));
        }, Ct);

        Task[] reading = [.. Enumerable.Range(0, 2).Select(reader => Task.Run(() =>
        {
            while (!writing.IsCompleted)
            {
                ulong size = table.EndIndex;
                Assert.Equal((int)(size - 500), Walk(table.Cursor(), size, upwards: reader == 0));
            }
        }, Ct))];

        await Task.WhenAll([writing, .. reading]);
        Assert.Equal((int)(table.EndIndex - 500), Walk(table.Cursor(), table.EndIndex, upwards: true));
    }

    // Counts the rows of entries below the size, of all that must be in order.
    private static int Walk(IRowCursor cursor, ulong size, bool upwards)
    {
        byte[]? last = null;
        int visible = 0;
        Rows.AtOnce(upwards ? cursor.SeekAsync(default, default) : cursor.SeekBeforeAsync(default, default));
        while (cursor.IsValid)
        {
            byte[] row = cursor.Row.ToArray();
            Assert.True(last is null || (upwards ? Rows.Ascending.Compare(last, row) < 0 : Rows.Ascending.Compare(last, row) > 0));
            if (IndexRows.EntryIndex(row, IndexRows.GroupLength(row)) < size)
                visible++;
            last = row;
            Rows.AtOnce(upwards ? cursor.NextAsync(default) : cursor.PreviousAsync(default));
        }

        return visible;
    }
}
