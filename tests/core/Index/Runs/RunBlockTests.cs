using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>A block decodes to just the rows of its root, or not at all.</summary>
public sealed class RunBlockTests
{
    private static readonly byte[] RowA = SampleRows.Row(IndexRows.KeyGroup("a"u8), 1);
    private static readonly byte[] RowB = SampleRows.Row(IndexRows.KeyGroup("b"u8), 1);

    [Fact]
    public void LowerBound_AnyTarget_IsTheFirstRowNotBelow()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, 1 + (int)((uint)seed % 128));
            var block = new WrittenRun(rows).Block(0, 0);

            return SampleRows.Targets(rows, seed).All(target =>
                block.LowerBound(target) == rows.Count(row => SampleRows.Order.Compare(row, target) < 0));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryDecode_BlockWrittenByHand_GivesItsRows()
    {
        var bytes = Block((0, RowA), (1, RowB[1..]));

        Assert.Equal(RunFault.None, RunBlock.TryDecode(bytes, NaiveTree.Root([RowA, RowB]), out var block));

        Assert.Equal([RowA, RowB], WrittenRun.RowsOf(block!));
    }

    [Fact]
    public void TryDecode_RowsOfAnotherRoot_IsBadRoot()
    {
        var bytes = Block((0, RowA), (1, RowB[1..]));

        Assert.Equal(RunFault.BadRoot, RunBlock.TryDecode(bytes, NaiveTree.Root([RowA]), out var block));
        Assert.Null(block);
    }

    [Fact]
    public void TryDecode_RowsNotAscending_IsOutOfOrder()
    {
        Assert.Equal(RunFault.OutOfOrder, Decode((0, RowB), (1, RowA[1..])));
        Assert.Equal(RunFault.OutOfOrder, Decode((0, RowB), (0, [(byte)'A', .. RowA])));
    }

    [Fact]
    public void TryDecode_SameRowAgainOrLessSharedThanCouldBe_IsBadContent()
    {
        Assert.Equal(RunFault.BadContent, Decode((0, RowA), (RowA.Length, [])));
        Assert.Equal(RunFault.BadContent, Decode((0, RowA), (0, RowB)));
        Assert.Equal(RunFault.BadContent, Decode((0, RowA), (0, RowA)));
    }

    [Fact]
    public void TryDecode_WhatIsNoRow_IsBadContent()
    {
        Assert.Equal(RunFault.BadContent, Decode((0, "K"u8.ToArray())));
        Assert.Equal(RunFault.BadContent, Decode((0, [.. RowA, 0])));
        Assert.Equal(RunFault.BadContent, Decode((0, RowA), (RowA.Length, [9])));
    }

    [Fact]
    public void TryDecode_SharesMoreThanTheRowBeforeHas_IsBadContent()
    {
        Assert.Equal(RunFault.BadContent, Decode((1, RowA)));
        Assert.Equal(RunFault.BadContent, Decode((0, RowA), (RowA.Length + 1, [1])));
    }

    [Fact]
    public void TryDecode_OneRowMoreThanABlockHas_IsBadContent()
    {
        var rows = SampleRows.Keys(129);
        (int, byte[])[] stored = [.. rows.Select((row, i) => Stored(rows, i))];

        Assert.Equal(RunFault.None, RunBlock.TryDecode(Block(stored[..128]), NaiveTree.Root(rows.AsSpan(0, 128)), out _));
        Assert.Equal(RunFault.BadContent, RunBlock.TryDecode(Block(stored), NaiveTree.Root(rows), out _));
    }

    [Fact]
    public void TryDecode_RowLongerThanARowCanBe_IsBadContent()
    {
        var key = new byte[RunLayout.MaxRowBytes];
        key.AsSpan().Fill(7);

        Assert.Equal(RunFault.BadContent, Decode((0, SampleRows.Row(IndexRows.KeyGroup(key), 1))));
    }

    [Fact]
    public void TryDecode_TooFewBytes_IsBadLength()
    {
        Assert.Equal(RunFault.BadLength, RunBlock.TryDecode([], Hash.EmptyTree, out _));
        Assert.Equal(RunFault.BadLength, RunBlock.TryDecode(Damage.Summed([]), Hash.EmptyTree, out _));
    }

    [Fact]
    public void MemoryBytes_OfABlock_IsTheRowsAndFiveBytesEach()
    {
        var rows = SampleRows.Keys(128);

        var block = new WrittenRun(rows).Block(0, 0);

        Assert.InRange(block.MemoryBytes, rows.Sum(row => row.Length), rows.Sum(row => row.Length + 5) + 128);
    }

    private static (int Shared, byte[] Other) Stored(byte[][] rows, int i)
    {
        var shared = i == 0 ? 0 : rows[i - 1].AsSpan().CommonPrefixLength(rows[i]);
        return (shared, rows[i][shared..]);
    }

    private static RunFault Decode(params (int Shared, byte[] Other)[] rows)
    {
        var fault = RunBlock.TryDecode(Block(rows), Hash.EmptyTree, out var block);
        Assert.Null(block);
        return fault;
    }

    private static byte[] Block(params (int Shared, byte[] Other)[] rows) =>
        Damage.Summed([.. rows.SelectMany(row => (byte[])[.. Varint(row.Shared), .. Varint(row.Other.Length), .. row.Other])]);

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];
}
