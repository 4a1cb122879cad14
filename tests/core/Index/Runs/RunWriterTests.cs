using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>What is written can be read back, and has the roots it should.</summary>
public sealed class RunWriterTests
{
    [Fact]
    public void Run_RandomRows_GivesThemBackInOrder()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, (int)((uint)seed % 700));

            return new WrittenRun(rows).Rows().SequenceEqual(rows, ByteStrings.Equality);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Run_RandomTargets_FindsTheFirstRowNotBelow()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, (int)((uint)seed % 700));
            var run = new WrittenRun(rows);

            return SampleRows.Targets(rows, seed).All(target =>
                ByteStrings.Equality.Equals(run.Seek(target), rows.FirstOrDefault(row => SampleRows.Order.Compare(row, target) >= 0)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(128, 1, 1)]
    [InlineData(129, 1, 2)]
    [InlineData(8_192, 1, 64)]
    [InlineData(8_193, 2, 65)]
    [InlineData(20_000, 3, 157)]
    public void Run_OfAnySize_HasBlocksAndPagesAndRootOfItsRows(int count, int pages, int blocks)
    {
        var rows = SampleRows.Keys(count);

        var run = new WrittenRun(rows, 5, 25_000, 3);

        Assert.Equal((5UL, 25_000UL, 3), (run.Info.From, run.Info.To, run.Info.Slices));
        Assert.Equal((count, count, pages, blocks), (run.Info.Rows, run.Info.Keys, run.Info.Pages.Count, run.Blocks().Count()));
        Assert.Equal(run.Bytes.Length, run.Info.Length);
        Assert.Equal(NaiveTree.Root(rows), run.Info.Root);
        Assert.Equal(rows, run.Rows());
    }

    [Fact]
    public void Roots_OfBlocksAndPages_AreSubtreesOfTheRun()
    {
        var rows = SampleRows.Keys(8_192 + 200);

        var run = new WrittenRun(rows);

        Assert.Equal(NaiveTree.Root(rows.AsSpan(0, 8_192)), run.Info.Pages[0].Root);
        Assert.Equal(NaiveTree.Root(rows.AsSpan(8_192)), run.Info.Pages[1].Root);
        Assert.Equal(NaiveTree.Root(rows.AsSpan(63 * 128, 128)), run.Directory(0).Root(63));
        Assert.Equal(NaiveTree.Root(rows.AsSpan(8_192, 128)), run.Directory(1).Root(0));
        Assert.Equal(NaiveTree.Root(rows.AsSpan(8_192 + 128)), run.Directory(1).Root(1));
        Assert.Equal(run.Info.Root, NaiveTree.Root([.. run.Info.Pages.Select(page => page.Root)]));
    }

    [Fact]
    public void Root_OfRowsOfAnyLengths_IsThatOfTheRecursion()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, (int)((uint)seed % 300));

            return new WrittenRun(rows).Info.Root == NaiveTree.Root(rows);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Run_WithoutRows_IsAFooterWithTheRootOfNoLeaves()
    {
        var run = new WrittenRun([]);

        Assert.Equal(Hash.EmptyTree, run.Info.Root);
        Assert.Empty(run.Info.Pages);
        Assert.Equal(RunFault.None, WrittenRun.ReadAll(run.Bytes));
        Assert.Null(run.Seek([1]));
    }

    [Fact]
    public void Run_OfTheLongestKeys_GivesRowsBack()
    {
        byte[][] keys = [new byte[65_000], [.. new byte[64_999], 1], [.. Enumerable.Repeat((byte)0xff, 65_000)], [.. Enumerable.Repeat((byte)7, 65_535)]];
        byte[][] rows = [.. keys.SelectMany(key => SampleRows.Versions(key, 50)).Order(SampleRows.Order)];

        var run = new WrittenRun(rows);

        Assert.Equal(rows, run.Rows());
        Assert.Equal(4, run.Info.Keys);
        Assert.Equal(NaiveTree.Root(rows), run.Info.Root);
        Assert.All(rows, row => Assert.Equal(row, run.Seek(row)));
        // Versions of one key share all of it: it is stored once a block.
        Assert.True(run.Bytes.Length < 8 * 131_072, $"{run.Bytes.Length} bytes");
    }

    [Fact]
    public void Keys_ManyVersionsAndFamilies_CountsGroupsOfKeys()
    {
        var rows = SampleRows.Mixed(7, 3_000);

        var expected = rows.Where(row => row[0] == 'K').Select(row => Convert.ToHexString(row.AsSpan(0, IndexRows.GroupLength(row)))).Distinct().Count();

        Assert.InRange(expected, 1, 2_999);
        Assert.Equal(expected, new WrittenRun(rows).Info.Keys);
    }

    [Fact]
    public void Bytes_OfTheSameRows_AreTheSame()
    {
        var rows = SampleRows.Mixed(1, 1_000);

        Assert.Equal(new WrittenRun(rows).Bytes, new WrittenRun(rows).Bytes);
    }

    [Fact]
    public void Bytes_OfMergedRuns_AreThoseOfTheRunOfAllRows()
    {
        var rows = SampleRows.Mixed(2, 2_000);
        var odd = new WrittenRun(rows.Where((_, i) => i % 3 == 0), 0, 10);
        var even = new WrittenRun(rows.Where((_, i) => i % 3 != 0), 10, 20);

        var merged = new WrittenRun(odd.Rows().Concat(even.Rows()).Order(SampleRows.Order), 0, 20, 2);

        Assert.Equal(new WrittenRun(rows, 0, 20, 2).Bytes, merged.Bytes);
    }

    [Fact]
    public void Add_NotAboveTheRowBefore_ThrowsAndLeavesTheRunAsItWas()
    {
        var rows = SampleRows.Keys(2);
        var output = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(0, 1000, 1, output);
        writer.Add(rows[0]);

        Assert.Throws<ArgumentException>(() => writer.Add(rows[0]));
        Assert.Throws<ArgumentException>(() => writer.Add(rows[0].AsSpan(0, 5)));
        Assert.Throws<ArgumentException>(() => writer.Add("A"u8));
        Assert.Throws<ArgumentException>(() => writer.Add("L"u8));
        Assert.Throws<ArgumentException>(() => writer.Add([]));
        Assert.Throws<ArgumentException>(() => writer.Add(new byte[RunLayout.MaxRowBytes + 1]));
        writer.Add(rows[1]);
        Assert.Throws<ArgumentException>(() => writer.Add(rows[0]));
        writer.Finish();

        Assert.Equal(new WrittenRun(rows).Bytes, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Writer_FinishedOrOfNoRange_Throws()
    {
        var writer = new RunWriter(0, 1, 1, new ArrayBufferWriter<byte>());
        writer.Finish();

        Assert.Throws<InvalidOperationException>(() => writer.Finish());
        Assert.Throws<InvalidOperationException>(() => writer.Add(SampleRows.Keys(1)[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunWriter(1, 1, 1, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunWriter(0, 1, 0, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentException>(() => new RunWriter(0, 1, 2, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Add_ManyRows_AllocatesOncePerPageAtMost()
    {
        var rows = SampleRows.Keys(3 * RunLayout.PageRows);
        var writer = new RunWriter(0, 1_000_000, 1, new ArrayBufferWriter<byte>(4 * 1024 * 1024));
        foreach (var row in rows.AsSpan(0, RunLayout.PageRows + 1)) writer.Add(row);
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var row in rows.AsSpan(RunLayout.PageRows + 1)) writer.Add(row);

        // Two directories of some 14 KB, no more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000);
    }
}
