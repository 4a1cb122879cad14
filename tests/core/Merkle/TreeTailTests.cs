using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class TreeTailTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Empty_HasNoLeaves()
    {
        Assert.Equal(0UL, TreeTail.Empty.Size);
        Assert.Equal(Hash.EmptyTree, TreeTail.Empty.Root);
        Assert.False(TreeTail.Empty.TryGetNode(new NodeId(0, 0), out _));
        Assert.False(TreeTail.Empty.TryGetTile(new TileId(0, 0), out _));
    }

    [Fact]
    public void Append_OneByOne_EverySizeHasTheReferenceRootAndKeepsItsNodes()
    {
        var tails = new List<TreeTail> { TreeTail.Empty };
        for (ulong size = 0; size < 600; size++)
            tails.Add(tails[^1].Append([ReferenceTree.Leaf(size)], []));

        // Checked after the last append: older tails share tiles with newer ones.
        Assert.All(tails, Reference.AssertLike);
    }

    [Theory]
    [InlineData(600UL, new[] { 7 })]
    [InlineData(1_000UL, new[] { 255, 1, 1 })]
    [InlineData(1_100UL, new[] { 256 })]
    [InlineData(1_300UL, new[] { 257, 511, 3 })]
    [InlineData(65_535UL, new[] { 1_000 })]
    [InlineData(65_536UL, new[] { 65_535, 1 })]
    [InlineData(65_537UL, new[] { 65_537 })]
    [InlineData(66_400UL, new[] { 65_300, 200, 36, 1, 1, 1, 300 })]
    public void Append_AnySplit_FillsTheReferenceTiles(ulong size, int[] batches)
    {
        var tree = GrownTree.Of(size, batches);

        Assert.Equal(Reference.Root(0, size), tree.Tail.Root);
        Assert.Equal((size >> 8) + (size >> 16), (ulong)tree.Tiles.Count);
        Assert.All(tree.Tiles.Values, Reference.AssertLike);
    }

    [Fact]
    public void Append_TilesFilledOnTwoLevels_ComeAfterThoseBelow()
    {
        var filled = new List<Tile>();

        TreeTail.Empty.Append(ReferenceTree.Leaves(0, 65_536), filled);

        Assert.Equal(257, filled.Count);
        Assert.Equal(new TileId(1, 0), filled[^1].Id);
        Assert.Equal(Enumerable.Range(0, 256).Select(i => new TileId(0, (ulong)i)), filled[..^1].Select(tile => tile.Id));
    }

    [Fact]
    public void Append_NoLeaves_IsTheSameTail() => Assert.Same(TreeTail.Empty, TreeTail.Empty.Append([], []));

    [Fact]
    public void Append_OverTheLimit_Throws()
    {
        var uniform = new UniformTree();
        var tail = TreeTail.FromTiles(TreeSize.Max - 2, uniform.Tile);

        Assert.Equal(uniform.Root(TreeSize.Max), tail.Append([uniform.Leaf, uniform.Leaf], []).Root);
        Assert.Throws<ArgumentException>(() => tail.Append([uniform.Leaf, uniform.Leaf, uniform.Leaf], []));
    }

    [Fact]
    public void TryGetNode_NodeElsewhere_IsRefused()
    {
        var tail = GrownTree.Of(600, 600).Tail;

        Assert.True(tail.TryGetNode(new NodeId(8, 1), out var root));
        Assert.Equal(Reference.Root(256, 512), root);
        Assert.False(tail.TryGetNode(new NodeId(0, 511), out _));
        Assert.False(tail.TryGetNode(new NodeId(0, 600), out _));
        Assert.False(tail.TryGetNode(new NodeId(8, 2), out _));
        Assert.False(tail.TryGetNode(new NodeId(-1, 0), out _));
        Assert.False(tail.TryGetNode(new NodeId(64, 0), out _));
        Assert.False(tail.TryGetNode(new NodeId(int.MaxValue, ulong.MaxValue), out _));
    }

    [Fact]
    public void TryGetTile_TileElsewhere_IsRefused()
    {
        var tail = GrownTree.Of(600, 600).Tail;

        Assert.True(tail.TryGetTile(new TileId(0, 2), out var tile));
        Assert.Equal(ReferenceTree.Leaves(512, 600), tile.Hashes.ToArray());
        Assert.False(tail.TryGetTile(new TileId(0, 1), out _));
        Assert.False(tail.TryGetTile(new TileId(2, 0), out _));
        Assert.False(tail.TryGetTile(new TileId(-1, 0), out _));
        Assert.False(tail.TryGetTile(new TileId(8, 0), out _));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(5UL)]
    [InlineData(256UL)]
    [InlineData(600UL)]
    [InlineData(65_536UL)]
    [InlineData(66_100UL)]
    public void FromTiles_StoredTiles_IsTheSameTailAndGrowsTheSame(ulong size)
    {
        // As a store would have it that is 900 leaves ahead of the size: full tiles where the tail needs partial ones.
        var stored = GrownTree.Of(size + 900, 300);
        var needed = new List<TileId>();
        TreeTail.AddPartialTiles(size, needed);
        var asked = new List<TileId>();

        var tail = TreeTail.FromTiles(size, id =>
        {
            asked.Add(id);
            return stored.Tile(id);
        });
        var filled = new List<Tile>();
        var grown = tail.Append(ReferenceTree.Leaves(size, size + 500), filled);

        Assert.Equal(needed, asked);
        Reference.AssertLike(tail);
        Reference.AssertLike(grown);
        Assert.All(filled, Reference.AssertLike);
        Assert.All(stored.Tiles.Values, Reference.AssertLike);
    }

    [Fact]
    public void FromTiles_RootsOfTheTilesBelow_MakeTheUpperTile()
    {
        var stored = GrownTree.Of(700, 700);
        var roots = new[] { stored.Tiles[new TileId(0, 0)].Root(), stored.Tiles[new TileId(0, 1)].Root() };

        var tail = TreeTail.FromTiles(700, id => id.Level == 0
            ? Tile.FromHashes(id, ReferenceTree.Leaves(512, 700))
            : Tile.FromHashes(id, roots));

        Assert.Equal(stored.Tail.Root, tail.Root);
    }

    [Fact]
    public void FromTiles_WrongTile_Throws()
    {
        Assert.Throws<ArgumentException>(() => TreeTail.FromTiles(5, _ => Tile.FromHashes(new TileId(0, 1), new Hash[5])));
        Assert.Throws<ArgumentException>(() => TreeTail.FromTiles(5, id => Tile.FromHashes(id, new Hash[4])));
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeTail.FromTiles(TreeSize.Max + 1, _ => null!));
    }
}
