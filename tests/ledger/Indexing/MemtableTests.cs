using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

public sealed class MemtableTests
{
    [Theory]
    [InlineData('a', 10, null)]
    [InlineData('a', 11, 10)]
    [InlineData('a', 12, 10)]
    [InlineData('a', 13, 12)]
    [InlineData('a', 99, 12)]
    [InlineData('b', 11, null)]
    [InlineData('b', 12, 11)]
    [InlineData('c', 99, null)]
    [InlineData('-', 99, 13)]
    [InlineData('a', 3, null)]
    public void TryLatest_OfASnapshotSize_IsTheLastVersionBelowIt(char key, int size, int? index)
    {
        byte[] group = IndexRows.KeyGroup(Rows.Key(key));

        bool found = Rows.Memtable("aba-", firstIndex: 10).TryLatest(group, KeyHash.Of(group), (ulong)size, out RowTail tail);

        Assert.Equal(index is null ? default : Rows.Tail((ulong)index), tail);
        Assert.Equal(index is not null, found);
    }

    [Fact]
    public void Older_WalksToTheFirstVersion()
    {
        Memtable table = Rows.Memtable("abaaba");
        byte[] group = IndexRows.KeyGroup("a"u8);

        Assert.Equal(3, table.Older(group, 5));
        Assert.Equal(2, table.Older(group, 3));
        Assert.Equal(0, table.Older(group, 2));
        Assert.Equal(-1, table.Older(group, 0));
    }

    [Fact]
    public void Add_PlainEntry_HasOneRow()
    {
        Memtable table = Add(EntryKind.Plain, "key"u8, "value"u8, withValue: false);

        Assert.Equal(1, table.Count);
        Assert.Equal(Rows.OfKey("key"u8, 0), table.Row(0).ToArray());
        Assert.Equal(1ul, table.EndIndex);
    }

    [Theory]
    [InlineData(EntryKind.Plain)]
    [InlineData(EntryKind.SortedSetMember)]
    public void Add_KeyOfASetMembersForm_HasARowAsSuch(EntryKind kind)
    {
        byte[] key = SortedSetKey.Encode("set"u8, -2.5, "target"u8, 7);

        Memtable table = Add(kind, key, default, withValue: false);

        Assert.Equal(2, table.Count);
        Assert.Equal(Rows.OfKey(key, 0, kind), table.Row(0).ToArray());
        Assert.Equal(Rows.Whole(IndexRows.MemberGroup("set"u8, -2.5, "target"u8, 7), Rows.Tail(0, kind)), table.Row(1).ToArray());
    }

    [Fact]
    public void Add_PlainEntryWithValue_HasARowByIt()
    {
        Memtable table = Add(EntryKind.Plain, "key"u8, "value"u8, withValue: true);

        Assert.Equal(2, table.Count);
        Assert.Equal(Rows.Whole(IndexRows.ValueGroup("value"u8, "key"u8), Rows.Tail(0)), table.Row(1).ToArray());
    }

    [Fact]
    public void Add_StructuredValue_HasARowByItsPayload()
    {
        Memtable table = Add(EntryKind.Plain, "key"u8, [0x08, 0x05, 0x12, 0x02, (byte)'h', (byte)'i'], withValue: true);

        Assert.Equal(Rows.Whole(IndexRows.ValueGroup("hi"u8, "key"u8), Rows.Tail(0)), table.Row(1).ToArray());
    }

    [Fact]
    public void Add_SignedValue_HasARowByItsPayload()
    {
        Memtable table = Add(EntryKind.Plain, "key"u8, SignedValue.Encode(5, "hi"u8, new byte[70], [0x04, .. new byte[64]]), withValue: true);

        Assert.Equal(Rows.Whole(IndexRows.ValueGroup("hi"u8, "key"u8), Rows.Tail(0)), table.Row(1).ToArray());
    }

    [Fact]
    public void Add_ReferenceWithValue_HasNoRowByIt() =>
        Assert.Equal(1, Add(EntryKind.Reference, "key"u8, "value"u8, withValue: true).Count);

    [Fact]
    public void Add_PlainSetMemberWithValue_HasThreeRows() =>
        Assert.Equal(3, Add(EntryKind.Plain, SortedSetKey.Encode("s"u8, 1, "t"u8, null), "value"u8, withValue: true).Count);

    [Fact]
    public void TryLatest_OfOtherFamilies_IsNothing()
    {
        byte[] group = IndexRows.ValueGroup("value"u8, "key"u8);

        Assert.False(Add(EntryKind.Plain, "key"u8, "value"u8, withValue: true).TryLatest(group, KeyHash.Of(group), 1, out _));
    }

    [Fact]
    public void IsFull_UnlessAnyEntryFits()
    {
        var table = new Memtable(0, capacityRows: 5);
        Rows.Add(table, "a"u8);
        Rows.Add(table, "a"u8);
        Assert.False(table.IsFull);
        table.Add(EntryKind.Plain, SortedSetKey.Encode("s"u8, 1, "t"u8, null), "value"u8, Rows.Tail(2).Position, withValue: true);

        Assert.True(table.IsFull);
        Assert.Equal(5, table.Count);
    }

    [Fact]
    public void IsFull_OfTheLeastCapacity_AfterOneEntryOfAnyKind()
    {
        var table = new Memtable(0, capacityRows: 1);
        Assert.False(table.IsFull);
        table.Add(EntryKind.Plain, SortedSetKey.Encode("s"u8, 1, "t"u8, null), "value"u8, Rows.Tail(0).Position, withValue: true);

        Assert.True(table.IsFull);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x61)]
    public void IsFull_OnceLongestKeysTakeTooMuch(byte filler)
    {
        var table = new Memtable(0, capacityRows: 1_000_000);
        byte[] key = [.. Enumerable.Repeat(filler, 65_535)];
        while (!table.IsFull)
            table.Add(EntryKind.Plain, key, key, Rows.Tail(table.EndIndex).Position, withValue: true);

        byte[] group = IndexRows.KeyGroup(key);
        Assert.InRange(table.Count, 128, 512);
        Assert.True(table.TryLatest(group, KeyHash.Of(group), 1, out RowTail first));
        Assert.Equal(Rows.Tail(0), first);
        Assert.True(table.TryLatest(group, KeyHash.Of(group), table.EndIndex, out RowTail last));
        Assert.Equal(Rows.Tail(table.EndIndex - 1), last);
    }

    [Fact]
    public async Task TryLatest_WhileTheWriterAdds_NeverMissesAnAnnouncedEntry()
    {
        var table = new Memtable(1000, capacityRows: 200_003);
        Task writing = Task.Run(() =>
        {
            while (!table.IsFull)
                Rows.Add(table, BitConverter.GetBytes((int)(table.EndIndex % 5000)));
        }, Ct);

        while (!writing.IsCompleted)
        {
            ulong size = table.EndIndex;
            if (size == 1000)
                continue;
            byte[] group = IndexRows.KeyGroup(BitConverter.GetBytes((int)((size - 1) % 5000)));
            Assert.True(table.TryLatest(group, KeyHash.Of(group), size, out RowTail tail));
            Assert.Equal(Rows.Tail(size - 1), tail);
        }

        await writing;
        Assert.Equal(200_001, table.Count);
    }

    private static Memtable Add(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool withValue)
    {
        var table = new Memtable(0, 10);
        table.Add(kind, key, value, Rows.Tail(0).Position, withValue);
        return table;
    }
}
