using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>What is written is what is read back.</summary>
public sealed class IndexRowsTests
{
    private static readonly RowTail Tail = new(7, EntryKind.Reference, new EntryPosition(5, 300, 20));

    public static TheoryData<byte[]> LongKeys =>
    [
        new byte[65_000], Enumerable.Repeat((byte)0xff, 65_000).ToArray(), Enumerable.Repeat((byte)'a', 65_000).ToArray(), (byte[])[.. new byte[64_999], 1],
    ];

    [Fact]
    public void TryParse_WrittenRow_GivesGroupAndTailBack()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var row = model.Bytes;
            return IndexRows.TryParse(row, out var groupBytes, out var tail)
                && tail == model.Tail
                && row.AsSpan(0, groupBytes).SequenceEqual(model.Group)
                && IndexRows.GroupLength(row) == groupBytes
                && IndexRows.EntryIndex(row, groupBytes) == model.Tail.EntryIndex
                && IndexRows.Tail(row, groupBytes) == model.Tail;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void KeyOf_WrittenGroup_GivesTheKeyBack()
    {
        Prop.ForAll(RowGenerators.Bytes.ToArbitrary(), key => IndexRows.KeyOf(IndexRows.KeyGroup(key)).SequenceEqual(key))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void MemberKeyOf_WrittenGroup_GivesTheStoredKeyBackBitForBit()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var group = IndexRows.MemberGroup(model.Name, model.Score, model.Target, model.Version);
            var key = IndexRows.MemberKeyOf(group, out var score);
            return key.SequenceEqual(SortedSetKey.Encode(model.Name, model.Score, model.Target, model.Version))
                && BitConverter.DoubleToUInt64Bits(score) == BitConverter.DoubleToUInt64Bits(model.Score);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void ValueKeyOf_WrittenGroup_GivesKeyAndStartBack()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var key = IndexRows.ValueKeyOf(IndexRows.ValueGroup(model.Name, model.Target), out var start, out var isWhole);
            return key.SequenceEqual(model.Target) && start.SequenceEqual(model.Start) && isWhole == !model.GoesOn;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void WriteKeyRow_AnyKey_WritesWhatGroupAndWriteGive()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var group = IndexRows.KeyGroup(model.Name);
            var row = new byte[IndexRows.MaxKeyRowLength(model.Name.Length)];
            var length = IndexRows.WriteKeyRow(model.Name, model.Tail, row, out var groupBytes);
            return groupBytes == group.Length && row.AsSpan(0, length).SequenceEqual((model with { Family = RowFamily.Key }).Bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void WriteMemberRowAndWriteValueRow_Anything_WriteWhatGroupAndWriteGive()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var member = new byte[IndexRows.MaxMemberRowLength(model.Name.Length, model.Target.Length)];
            var value = new byte[IndexRows.MaxValueRowLength(model.Target.Length)];
            var memberBytes = IndexRows.WriteMemberRow(model.Name, model.Score, model.Target, model.Version, model.Tail, member);
            var valueBytes = IndexRows.WriteValueRow(model.Name, model.Target, model.Tail, value);
            return member.AsSpan(0, memberBytes).SequenceEqual((model with { Family = RowFamily.Member }).Bytes)
                && value.AsSpan(0, valueBytes).SequenceEqual((model with { Family = RowFamily.Value }).Bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void WriteRows_NoRoomForTheLongest_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => IndexRows.WriteMemberRow("s"u8, 1, "t"u8, null, Tail, new byte[IndexRows.MaxMemberRowLength(1, 1) - 1]));
        Assert.Throws<ArgumentException>(() => IndexRows.WriteValueRow("v"u8, "k"u8, Tail, new byte[IndexRows.MaxValueRowLength(1) - 1]));
        Assert.Throws<ArgumentException>(() => IndexRows.WriteMemberRow(SortedSetKey.Separator, 1, "t"u8, null, Tail, new byte[IndexRows.MaxMemberRowLength(10, 1)]));
    }

    [Theory, MemberData(nameof(LongKeys), DisableDiscoveryEnumeration = true)]
    public void WriteKeyRow_LongestKey_ComesBack(byte[] key)
    {
        var row = new byte[IndexRows.MaxKeyRowLength(key.Length)];

        var length = IndexRows.WriteKeyRow(key, Tail, row, out var written);

        Assert.True(IndexRows.TryParse(row.AsSpan(0, length), out var groupBytes, out var tail));
        Assert.Equal(written, groupBytes);
        Assert.Equal(Tail, tail);
        Assert.Equal(key, IndexRows.KeyOf(row.AsSpan(0, groupBytes)));
    }

    [Fact]
    public void Write_LargestTail_FitsMaxTailBytes()
    {
        var tail = new RowTail(ulong.MaxValue, EntryKind.Plain, new EntryPosition(ulong.MaxValue - ((1UL << 48) - 1), (1L << 48) - 1, int.MaxValue));
        var row = new byte[IndexRows.MaxLength(0)];

        Assert.InRange(IndexRows.Write([], tail, row), 1, IndexRows.MaxTailBytes);
    }

    [Fact]
    public void Write_DestinationOfJustTheRow_Suffices()
    {
        var group = IndexRows.KeyGroup("k"u8);
        var row = new byte[group.Length + 9 + 1 + 2 + 1];

        Assert.Equal(row.Length, IndexRows.Write(group, Tail, row));
        Assert.Throws<ArgumentException>(() => IndexRows.Write(group, Tail, row.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => IndexRows.Write(group, Tail, row.AsSpan(0, group.Length - 1)));
        Assert.Throws<ArgumentException>(() => IndexRows.WriteKeyRow("k"u8, Tail, new byte[IndexRows.MaxKeyRowLength(1) - 1], out _));
    }

    [Theory]
    [InlineData(8UL, 0, 3, EntryKind.Plain)] // the segment begins behind the entry
    [InlineData(7UL, -1, 3, EntryKind.Plain)]
    [InlineData(7UL, 1L << 48, 3, EntryKind.Plain)]
    [InlineData(7UL, 0, 2, EntryKind.Plain)]
    [InlineData(7UL, 0, -1, EntryKind.Plain)]
    [InlineData(7UL, 0, 3, (EntryKind)3)]
    public void Write_ImpossibleEntry_Throws(ulong segment, long offset, int length, EntryKind kind)
    {
        var tail = new RowTail(7, kind, new EntryPosition(segment, offset, length));

        Assert.Throws<ArgumentException>(() => IndexRows.Write(IndexRows.KeyGroup("k"u8), tail, new byte[100]));
        Assert.Throws<ArgumentException>(() => IndexRows.WriteKeyRow("k"u8, tail, new byte[100], out _));
    }

    [Fact]
    public void MemberGroup_AmbiguousSetName_Throws()
    {
        Assert.Throws<ArgumentException>(() => IndexRows.MemberGroup("s_~|IMMU|~"u8, 1, "k"u8, null));
    }

    [Fact]
    public void FilterKeyLength_GroupOrRow_EndsBehindTheFirstField()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            byte[] expected = [(byte)model.Family, .. IndexRows.KeyGroup(model.Family == RowFamily.Value ? model.Start : model.Name).AsSpan(1)];
            return Starts(model.Group).SequenceEqual(expected) && Starts(model.Bytes).SequenceEqual(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

        static byte[] Starts(byte[] bytes) => bytes[..IndexRows.FilterKeyLength(bytes)];
    }

    [Fact]
    public void FilterKeyLength_PrefixWithWholeField_IsThatOfItsRows()
    {
        Assert.Equal(4, IndexRows.FilterKeyLength(IndexRows.MembersOf("s"u8)));
        Assert.Equal(4, IndexRows.FilterKeyLength(IndexRows.MembersAt("s"u8, 1)));
        Assert.Equal(4, IndexRows.FilterKeyLength(IndexRows.ValuesFrom("v"u8, false)));
        Assert.Equal(67, IndexRows.FilterKeyLength(IndexRows.ValuesFrom(new string('v', 65).Select(c => (byte)c).ToArray(), true)));
    }

    [Fact]
    public void FilterKeyLength_PrefixWithOpenField_IsZero()
    {
        Assert.Equal(0, IndexRows.FilterKeyLength(IndexRows.KeysFrom("k\0"u8)));
        Assert.Equal(0, IndexRows.FilterKeyLength(IndexRows.ValuesFrom("v"u8, true)));
        Assert.Equal(0, IndexRows.FilterKeyLength([]));
        Assert.Equal(0, IndexRows.FilterKeyLength("X"u8));
    }

    [Fact]
    public void Splits_OtherGroup_Throw()
    {
        byte[] key = IndexRows.KeyGroup("k"u8), value = IndexRows.ValueGroup("v"u8, "k"u8), member = IndexRows.MemberGroup("s"u8, 1, "k"u8, null);

        Assert.All([value, member, [], key[..^1], [.. key, 0]], group => Assert.Throws<ArgumentException>(() => IndexRows.KeyOf(group)));
        Assert.All([key, member, [], value[..^1]], group => Assert.Throws<ArgumentException>(() => IndexRows.ValueKeyOf(group, out _, out _)));
        Assert.All([key, value, [], member[..^1]], group => Assert.Throws<ArgumentException>(() => IndexRows.MemberKeyOf(group, out _)));
        Assert.Throws<ArgumentException>(() => IndexRows.Tail(key, key.Length));
    }

    [Fact]
    public void WriteAndParse_Row_AllocateNothing()
    {
        var row = new byte[200];
        byte[] member = [.. IndexRows.MemberGroup("s\0"u8, 1, "k\0"u8, null), .. new byte[IndexRows.MaxTailBytes]];
        var length = member.Length - IndexRows.MaxTailBytes;
        length += IndexRows.Write([], Tail, member.AsSpan(length));
        WriteAndParse();
        var before = GC.GetAllocatedBytesForCurrentThread();

        WriteAndParse();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void WriteAndParse()
        {
            var written = IndexRows.WriteKeyRow("key\0key"u8, Tail, row, out _);
            Assert.True(IndexRows.TryParse(row.AsSpan(0, written), out _, out _));
            Assert.True(IndexRows.TryParse(member.AsSpan(0, length), out _, out _));
        }
    }
}
