using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Fences part what they should, and the filter loses nothing.</summary>
public sealed class PageDirectoryTests
{
    [Fact]
    public void Fence_AnyRows_IsTheShortestThatPartsThem()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, 128 * (2 + (int)((uint)seed % 4)));
            var directory = new WrittenRun(rows).Directory(0);

            return Enumerable.Range(1, directory.BlockCount - 1).All(block =>
                IsShortest(directory.Fence(block), rows[(128 * block) - 1], rows[128 * block]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Fence_OfPages_IsTheirFirstBlocks()
    {
        var rows = SampleRows.Keys(2 * RunLayout.PageRows);

        var run = new WrittenRun(rows);

        Assert.True(run.Info.Pages[0].Fence.IsEmpty);
        Assert.True(IsShortest(run.Info.Pages[1].Fence.Span, rows[RunLayout.PageRows - 1], rows[RunLayout.PageRows]));
        Assert.Equal(run.Info.Pages[1].Fence.ToArray(), run.Directory(1).Fence(0).ToArray());
    }

    [Fact]
    public void FindBlock_EveryRow_IsTheBlockThatHoldsIt()
    {
        var rows = SampleRows.Mixed(3, 1_000);
        var directory = new WrittenRun(rows).Directory(0);

        Assert.All(rows.Index(), row => Assert.Equal(row.Index / 128, directory.FindBlock(row.Item)));
        Assert.Equal(0, directory.FindBlock([]));
        Assert.Equal(7, directory.FindBlock([0xff]));
    }

    [Fact]
    public void FindBlock_AFence_IsItsBlock()
    {
        var directory = new WrittenRun(SampleRows.Mixed(3, 1_000)).Directory(0);

        Assert.All(Enumerable.Range(0, 8), block => Assert.Equal(block, directory.FindBlock(directory.Fence(block))));
    }

    [Fact]
    public void FindBlock_OneVersionedGroup_IsReachedFromItsFirstRow()
    {
        var rows = SampleRows.Versions("versions"u8.ToArray(), 1_000);
        var directory = new WrittenRun(rows).Directory(0);

        Assert.All(rows.Index(), row => Assert.Equal(row.Index / 128, directory.FindBlock(row.Item)));
    }

    [Fact]
    public void MayContain_EveryRowOfThePage_IsTrue()
    {
        Prop.ForAll<int>(seed =>
        {
            var rows = SampleRows.Mixed(seed, 1 + (int)((uint)seed % 700));
            var directory = new WrittenRun(rows).Directory(0);

            return rows.All(row => directory.MayContain(row.AsSpan(0, IndexRows.FilterKeyLength(row))));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void MayContain_GroupThatSpansPages_IsTrueInEach()
    {
        var rows = SampleRows.Versions("versions"u8.ToArray(), (2 * RunLayout.PageRows) + 1);
        var run = new WrittenRun(rows);

        Assert.All([0, 1, 2], page => Assert.True(run.Directory(page).MayContain(IndexRows.KeyGroup("versions"u8))));
        Assert.All([0, 1, 2], page => Assert.False(run.Directory(page).MayContain(IndexRows.KeyGroup("others"u8))));
        Assert.Equal(1, run.Info.Keys);
    }

    [Fact]
    public void Filter_ManyRowsOfFewKeys_TakesTenBitsPerKey()
    {
        byte[][] rows = [.. SampleRows.Versions("a"u8.ToArray(), 1_000), .. SampleRows.Versions("b"u8.ToArray(), 1_000)];
        var run = new WrittenRun(rows);
        var directory = run.Directory(0);

        var fenceBytes = Enumerable.Range(0, 16).Sum(block => directory.Fence(block).Length);

        Assert.Equal(8 + (16 * 40) + fenceBytes + ((2 * 10) + 7) / 8 + 4, run.Info.Pages[0].DirectoryBytes);
    }

    [Fact]
    public void MayContain_AbsentKeys_IsSeldomTrue()
    {
        const int Count = 100_000;
        var run = new WrittenRun(SampleRows.Keys(Count));
        PageDirectory[] directories = [.. Enumerable.Range(0, run.Info.Pages.Count).Select(run.Directory)];

        var falsePositives = Enumerable.Range(0, Count).Count(i =>
        {
            var absent = SampleRows.KeyGroup((2 * i) + 1);
            return directories[run.PageOf(absent)].MayContain(absent);
        });

        Assert.InRange(falsePositives, 1, Count / 50);
    }

    [Fact]
    public void TryDecode_OfAnotherPage_IsRefused()
    {
        var run = new WrittenRun(SampleRows.Keys(3 * RunLayout.PageRows));
        var page = run.Info.Pages[1];
        var bytes = run.DirectoryBytes(1).ToArray();

        Assert.Equal(RunFault.BadContent, PageDirectory.TryDecode(bytes, page with { BlockBytes = page.BlockBytes + 1 }, out _));
        Assert.Equal(RunFault.BadContent, PageDirectory.TryDecode(bytes, page with { Fence = run.Info.Pages[2].Fence }, out _));
        Assert.Equal(RunFault.BadRoot, PageDirectory.TryDecode(bytes, page with { Root = run.Info.Pages[2].Root }, out var directory));
        Assert.Equal(RunFault.BadLength, PageDirectory.TryDecode(bytes, page with { DirectoryBytes = bytes.Length + 1 }, out _));
        Assert.Null(directory);
    }

    [Fact]
    public void MemoryBytes_OfADirectory_IsLittleMoreThanItsBytes()
    {
        var run = new WrittenRun(SampleRows.Keys(1_000));

        Assert.InRange(run.Directory(0).MemoryBytes, run.Info.Pages[0].DirectoryBytes, run.Info.Pages[0].DirectoryBytes + 100);
    }

    // Above the row before, not above the row itself; no shorter one is; of different groups it stays within the group.
    private static bool IsShortest(ReadOnlySpan<byte> fence, byte[] before, byte[] first)
    {
        var group = IndexRows.GroupLength(first);
        var isSameGroup = before.AsSpan().StartsWith(first.AsSpan(0, group));
        return fence.SequenceCompareTo(first) <= 0
            && fence.SequenceCompareTo(before) > 0
            && first.AsSpan(0, fence.Length - 1).SequenceCompareTo(before) <= 0
            && (isSameGroup || fence.Length <= group);
    }
}
