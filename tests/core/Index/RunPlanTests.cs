using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

public sealed class RunPlanTests
{
    private const int Many = 5_000;

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(6, new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData(7, new[] { 7 })]
    [InlineData(13, new[] { 7, 6 })]
    [InlineData(28, new[] { 28 })]
    [InlineData(153, new[] { 84, 56, 5, 4, 3, 1 })]
    [InlineData(15_300, new[] { 12_376, 2_002, 715, 165, 36, 6 })]
    [InlineData(100_000, new[] { 74_613, 20_349, 4_845, 165, 28 })]
    public void For_Slices_IsTheSixBinomialDecomposition(long slices, int[] expected)
    {
        Assert.Equal(expected, RunPlan.For(slices));
    }

    [Fact]
    public void For_AnySlices_CoversThemWithAtMostSixRunsOldestLargest()
    {
        Assert.All([.. Enumerable.Range(0, Many), 1_000_000, int.MaxValue - 1, int.MaxValue], slices =>
        {
            var sizes = RunPlan.For(slices);

            Assert.Equal(slices, sizes.Sum(size => (long)size));
            Assert.True(sizes.Length <= RunPlan.MaxRuns);
            Assert.All(sizes, size => Assert.True(size > 0));
            Assert.Equal(sizes.OrderDescending(), sizes);
        });
    }

    [Fact]
    public void For_AnySlices_IsDecompositionByDefinition()
    {
        Assert.All(Enumerable.Range(1, Many), slices => Assert.Equal(ByDefinition(slices), RunPlan.For(slices)));
    }

    [Fact]
    public void For_OneSliceMore_HasNoOtherBoundaries()
    {
        Assert.All(
            Enumerable.Range(0, Many),
            slices => Assert.Empty(Boundaries(RunPlan.For(slices + 1)).Except([.. Boundaries(RunPlan.For(slices)), slices + 1])));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1L + int.MaxValue)]
    public void For_ImpossibleSlices_Throws(long slices)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RunPlan.For(slices));
    }

    /// <summary>How often a slice is written by a merge, when each flush (the write before) is followed by the merges that are due.</summary>
    [Theory]
    [InlineData(153, 3, 417)] // 2.7 times on average
    [InlineData(15_300, 11, 147_967)] // 9.7 times on average
    public void TryNextMerge_AfterEachFlush_RewritesAsOftenAsStated(int slices, int most, int total)
    {
        var live = new List<int>();
        var written = new int[slices];
        for (var i = 0; i < slices; i++)
        {
            live.Add(1);
            while (RunPlan.TryNextMerge([.. live], out var merge))
            {
                var from = live[..merge.Start.Value].Sum();
                var to = live[..merge.End.Value].Sum();
                for (var slice = from; slice < to; slice++) written[slice]++;
                Merge(live, merge);
            }
        }

        Assert.Equal(most, written.Max());
        Assert.Equal(total, written.Sum());
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 84, 56, 5, 4, 3, 1 })]
    public void TryNextMerge_AsPlanned_IsFalse(int[] live)
    {
        Assert.False(RunPlan.TryNextMerge(live, out var merge));
        Assert.Equal(default, merge);
    }

    [Theory]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1 }, 0, 7)] // all parts of a planned run at once
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 7, 13)] // planned 7, 6: the newest first
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 6 }, 0, 7)]
    [InlineData(new[] { 84, 56, 5, 4, 1, 1, 1, 1 }, 4, 7)] // planned 84, 56, 5, 4, 3, 1
    public void TryNextMerge_PartsOfPlannedRuns_JoinsTheNewest(int[] live, int start, int end)
    {
        Assert.True(RunPlan.TryNextMerge(live, out var merge));
        Assert.Equal(start..end, merge);
    }

    [Theory]
    [InlineData(new[] { 5, 5 }, 0, 2)] // planned 7, 1, 1, 1: the only common boundary is the end
    [InlineData(new[] { 7, 2, 1 }, -1, -1)] // coarser than planned
    [InlineData(new[] { 10 }, -1, -1)]
    [InlineData(new[] { 6, 2, 1, 1 }, 0, 2)] // the two left over fit
    public void TryNextMerge_RunsAcrossPlannedBoundaries_GrowToTheNextCommonOne(int[] live, int start, int end)
    {
        Assert.Equal(start >= 0, RunPlan.TryNextMerge(live, out var merge));
        Assert.Equal(start >= 0 ? start..end : default, merge);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 3, -1 })]
    [InlineData(new[] { int.MaxValue, 1 })]
    public void TryNextMerge_ImpossibleRuns_Throws(int[] live)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RunPlan.TryNextMerge(live, out _));
    }

    /// <summary>A merge that was begun goes on while further slices are flushed behind it.</summary>
    [Fact]
    public void TryNextMerge_FlushesAndMergesInAnyOrder_EndAsPlanned()
    {
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 9), 600).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (steps, mergeChance) =>
        {
            var live = new List<int>();
            Range? begun = null;
            foreach (var step in steps)
            {
                if (step >= mergeChance)
                {
                    live.Add(1);
                }
                else if (begun is { } merge)
                {
                    Merge(live, merge);
                    begun = null;
                }
                else if (RunPlan.TryNextMerge([.. live], out var next))
                {
                    begun = next;
                }
            }

            if (begun is { } last) Merge(live, last);
            while (RunPlan.TryNextMerge([.. live], out var merge)) Merge(live, merge);
            return live.SequenceEqual(RunPlan.For(live.Sum()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void TryNextMerge_AnyRuns_EndsWithAtMostSixAndFindsBackToThePlan()
    {
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(1, 40)).ToArbitrary(), runs =>
        {
            var live = runs.ToList();
            MergeAll(live);
            if (live.Count > RunPlan.MaxRuns || !Boundaries(live).All(Boundaries(RunPlan.For(runs.Sum())).Contains)) return false;

            // Behind a run as large as all that was there before, the plan no longer has a boundary within it.
            while (RunPlan.For(live.Sum()) is not [var oldest, ..] || oldest < runs.Sum())
            {
                live.Add(1);
                MergeAll(live);
            }

            return live.SequenceEqual(RunPlan.For(live.Sum()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    private static void MergeAll(List<int> live)
    {
        while (RunPlan.TryNextMerge([.. live], out var merge)) Merge(live, merge);
    }

    private static void Merge(List<int> live, Range merge)
    {
        var (start, count) = merge.GetOffsetAndLength(live.Count);
        Assert.True(count >= 2);
        var size = live.GetRange(start, count).Sum();
        live.RemoveRange(start, count);
        live.Insert(start, size);
    }

    private static IEnumerable<int> Boundaries(IEnumerable<int> sizes)
    {
        var boundary = 0;
        yield return 0;
        foreach (var size in sizes) yield return boundary += size;
    }

    private static List<int> ByDefinition(int slices)
    {
        var sizes = new List<int>();
        for (var k = RunPlan.MaxRuns; k >= 1; k--)
        {
            var d = k - 1;
            while (Binomial(d + 1, k) <= slices) d++;
            var size = (int)Binomial(d, k);
            if (size > 0) sizes.Add(size);
            slices -= size;
        }

        return sizes;
    }

    // Pascal's recursion is the definition; the product is enough for the few small k used here.
    private static long Binomial(int n, int k)
    {
        var product = 1L;
        for (var i = 1; i <= k; i++) product = product * (n - k + i) / i;
        return product;
    }
}
