using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class TileTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Parse_FullTile_HasEveryNodeOfTheReference()
    {
        var bytes = Hash.AsBytes(ReferenceTree.Leaves(256, 512)).ToArray();

        var tile = Tile.Parse(new TileId(0, 1), bytes);

        for (var level = 0; level < 8; level++)
        {
            for (var index = 256UL >> level; index < 512UL >> level; index++)
            {
                var node = new NodeId(level, index);
                Assert.Equal(Reference.Root(node.From, node.To), tile.Node(node));
            }
        }

        Assert.True(tile.IsFull);
        Assert.Equal(Reference.Root(256, 512), tile.Root());
    }

    [Fact]
    public void CopyTo_ParsedTile_GivesTheSameBytes()
    {
        var bytes = Hash.AsBytes(ReferenceTree.Leaves(0, 256)).ToArray();
        var copy = new byte[Tile.ByteLength];

        Tile.Parse(new TileId(0, 0), bytes).CopyTo(copy);

        Assert.Equal(bytes, copy);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8191)]
    [InlineData(8193)]
    [InlineData(32)]
    public void Parse_OtherLength_Throws(int length) =>
        Assert.Throws<ArgumentException>(() => Tile.Parse(new TileId(0, 0), new byte[length]));

    [Fact]
    public void FromHashes_TooMany_Throws() =>
        Assert.Throws<ArgumentException>(() => Tile.FromHashes(new TileId(0, 0), new Hash[257]));

    [Fact]
    public void FromHashes_PartialTile_HasItsCompleteNodesOnly()
    {
        var tile = Tile.FromHashes(new TileId(0, 0), ReferenceTree.Leaves(0, 6));

        Assert.Equal(6, tile.Hashes.Length);
        Assert.Equal(Reference.Root(0, 4), tile.Node(new NodeId(2, 0)));
        Assert.Equal(Reference.Root(4, 6), tile.Node(new NodeId(1, 2)));
        Assert.Throws<ArgumentException>(() => tile.Node(new NodeId(1, 3)));
        Assert.Throws<ArgumentException>(() => tile.Node(new NodeId(2, 1)));
        Assert.Throws<InvalidOperationException>(() => tile.Root());
    }

    [Theory]
    [InlineData(0, 256UL)]
    [InlineData(8, 0UL)]
    [InlineData(7, 2UL)]
    [InlineData(-1, 0UL)]
    [InlineData(int.MinValue, ulong.MaxValue)]
    [InlineData(int.MaxValue, 0UL)]
    public void Node_OfAnotherTile_Throws(int level, ulong index)
    {
        var tile = Tile.FromHashes(new TileId(0, 0), ReferenceTree.Leaves(0, 256));

        Assert.Throws<ArgumentException>(() => tile.Node(new NodeId(level, index)));
    }
}
