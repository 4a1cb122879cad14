using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class SpineTests
{
    private static readonly ReferenceTree Reference = new();
    private static readonly GrownTree Tree = GrownTree.Of(66_000, 700);

    public static TheoryData<ulong> Sizes => [1, 2, 3, 13, 255, 256, 257, 511, 600, 65_535, 65_536, 65_537, 65_999];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tail_EveryFrontierBoundary_IsTheReferenceSubtree(ulong size)
    {
        var nodes = new NodeId[64];
        var count = Spine.FrontierNodes(size, nodes);

        var spine = Spine.At(size, Tree);

        Assert.Equal(Reference.Root(0, size), spine.Root);
        Assert.All(nodes[..count], node => Assert.Equal(Reference.Root(node.From, size), spine.Tail(node.From)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void FrontierNodes_AnySize_CoverTheLeavesLeftToRight(ulong size)
    {
        var nodes = new NodeId[64];
        var count = Spine.FrontierNodes(size, nodes);

        Assert.Equal(0UL, nodes[0].From);
        Assert.Equal(size, nodes[count - 1].To);
        Assert.All(nodes[..count].Zip(nodes[1..count]), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.All(nodes[..count].Zip(nodes[1..count]), pair => Assert.True(pair.First.Level > pair.Second.Level));
    }

    [Theory]
    [InlineData(13UL, 1UL)]
    [InlineData(13UL, 4UL)]
    [InlineData(13UL, 11UL)]
    [InlineData(13UL, 13UL)]
    [InlineData(13UL, 14UL)]
    [InlineData(16UL, 8UL)]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL << 63, 1UL << 62)]
    public void Tail_ElsewhereThanABoundary_Throws(ulong size, ulong from)
    {
        var spine = Spine.At(size, new UniformTree());

        Assert.Throws<ArgumentOutOfRangeException>(() => spine.Tail(from));
    }

    [Fact]
    public void Tail_EverySmallSize_ThrowsExactlyOffTheBoundaries()
    {
        var nodes = new NodeId[64];
        for (ulong size = 0; size < 70; size++)
        {
            var spine = Spine.At(size, Tree);
            var boundaries = nodes[..Spine.FrontierNodes(size, nodes)].Select(node => node.From).ToHashSet();
            for (ulong from = 0; from < 140; from++)
                Assert.Equal(boundaries.Contains(from), Record.Exception(() => spine.Tail(from)) is null);
        }
    }

    [Fact]
    public void Root_NoLeaves_IsTheEmptyTree() => Assert.Equal(Hash.EmptyTree, new Spine(0, []).Root);

    [Fact]
    public void Constructor_WrongFrontierLength_Throws() =>
        Assert.Throws<ArgumentException>(() => new Spine(3, new Hash[1]));

    [Fact]
    public void Constructor_SizeOverTheLimit_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Spine(ulong.MaxValue, new Hash[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spine.FrontierNodes(TreeSize.Max + 1, new NodeId[64]));
    }

    [Fact]
    public void FrontierNodes_ShortDestination_Throws() =>
        Assert.Throws<ArgumentException>(() => Spine.FrontierNodes(7, new NodeId[2]));
}
