using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class ProofPlanTests
{
    private static readonly ReferenceTree Reference = new();
    private static readonly GrownTree Tree = GrownTree.Of(66_000, 700);

    [Fact]
    public void Inclusion_EveryLeafOfEverySmallSize_IsTheReferencePath()
    {
        var tree = GrownTree.Of(300, 300);
        for (ulong size = 1; size <= 300; size++)
        {
            for (ulong index = 0; index < size; index++)
                Assert.Equal(Reference.Path(index, size), tree.Inclusion(index, size));
        }
    }

    [Fact]
    public void Consistency_EveryPairOfSmallSizes_IsTheReferencePath()
    {
        var tree = GrownTree.Of(300, 300);
        for (ulong size = 1; size <= 300; size++)
        {
            for (ulong oldSize = 1; oldSize <= size; oldSize++)
                Assert.Equal(Reference.Proof(oldSize, size), tree.Consistency(oldSize, size));
        }
    }

    [Theory]
    [InlineData(511UL)]
    [InlineData(512UL)]
    [InlineData(513UL)]
    [InlineData(600UL)]
    public void Plans_EveryIndexOfASizeOverSeveralTiles_AreTheReferencePaths(ulong size)
    {
        for (ulong index = 0; index < size; index++)
        {
            Assert.Equal(Reference.Path(index, size), Tree.Inclusion(index, size));
            Assert.Equal(Reference.Proof(index + 1, size), Tree.Consistency(index + 1, size));
        }
    }

    [Theory]
    [InlineData(65_535UL)]
    [InlineData(65_536UL)]
    [InlineData(65_537UL)]
    [InlineData(66_000UL)]
    public void Plans_SampleOfALargeSize_AreTheReferencePaths(ulong size)
    {
        var random = new Random((int)size);
        ulong[] edges = [0, 1, 255, 256, 257, 32_767, 32_768, 65_279, 65_280, 65_533, 65_534, size - 1];
        foreach (var index in edges.Concat(Enumerable.Range(0, 300).Select(_ => (ulong)random.NextInt64((long)size))))
        {
            Assert.Equal(Reference.Path(index, size), Tree.Inclusion(index, size));
            Assert.Equal(Reference.Proof(index + 1, size), Tree.Consistency(index + 1, size));
        }
    }

    [Fact]
    public void Plans_RandomPastSizes_AreTheReferencePaths()
    {
        var random = new Random(9162);
        for (var i = 0; i < 2_000; i++)
        {
            var size = (ulong)random.NextInt64(1, 66_001);
            var index = (ulong)random.NextInt64((long)size);
            Assert.Equal(Reference.Path(index, size), Tree.Inclusion(index, size));
            Assert.Equal(Reference.Proof(index + 1, size), Tree.Consistency(index + 1, size));
        }
    }

    [Fact]
    public void Subtrees_Plan_AreCompleteOrEndAtTheSize()
    {
        ProofPlan[] plans = [ProofPlan.Inclusion(3, 13), ProofPlan.Consistency(6, 13), ProofPlan.Consistency(8, 13)];

        Assert.Equal([new(2, 3), new(0, 2), new(4, 8), new(8, 13)], plans[0].Subtrees.ToArray());
        Assert.Equal([new(4, 6), new(6, 8), new(0, 4), new(8, 13)], plans[1].Subtrees.ToArray());
        Assert.Equal([new(8, 13)], plans[2].Subtrees.ToArray());
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(0UL, 9UL)]
    [InlineData(9UL, 9UL)]
    public void Consistency_NothingToProve_IsEmpty(ulong oldSize, ulong size) =>
        Assert.True(ProofPlan.Consistency(oldSize, size).Subtrees.IsEmpty);

    [Fact]
    public void Plans_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProofPlan.Inclusion(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProofPlan.Inclusion(9, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProofPlan.Inclusion(0, TreeSize.Max + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProofPlan.Consistency(10, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProofPlan.Consistency(1, TreeSize.Max + 1));
    }

    [Fact]
    public void Build_SpineOfAnotherSize_Throws() =>
        Assert.Throws<ArgumentException>(() => ProofPlan.Inclusion(0, 9).Build(Spine.At(8, Tree), Tree));

    [Theory]
    [InlineData(1UL << 63, 64)]
    [InlineData((1UL << 63) - 1, 64)]
    [InlineData((1UL << 62) + 12_345, 64)]
    public void AddTiles_LargestTrees_NeedOneTilePerLevel(ulong size, int mostHashes)
    {
        var tiles = new List<TileId>();

        var plan = ProofPlan.Inclusion(size / 3, size);
        plan.AddTiles(tiles);

        Assert.InRange(plan.Subtrees.Length, 1, mostHashes);
        Assert.InRange(tiles.Count, 1, 8);
        Assert.All(tiles, tile => Assert.True(tile.IsPossible));
    }

    [Fact]
    public void AddTiles_SharedCollection_NamesEachTileOnce()
    {
        var tiles = new List<TileId>();

        ProofPlan.Inclusion(70, 60_000).AddTiles(tiles);
        ProofPlan.Consistency(90, 60_000).AddTiles(tiles);

        Assert.Equal([new(0, 0), new(1, 0)], tiles);
    }
}
