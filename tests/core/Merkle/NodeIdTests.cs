using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class NodeIdTests
{
    [Theory]
    [InlineData(0, 0UL, 0UL, 1UL)]
    [InlineData(0, 77UL, 77UL, 78UL)]
    [InlineData(3, 2UL, 16UL, 24UL)]
    [InlineData(63, 0UL, 0UL, 1UL << 63)]
    public void FromTo_Node_AreItsLeaves(int level, ulong index, ulong from, ulong to)
    {
        var node = new NodeId(level, index);

        Assert.Equal((from, to), (node.From, node.To));
    }

    [Theory]
    [InlineData(0, 255UL, 0, 0UL)]
    [InlineData(0, 256UL, 0, 1UL)]
    [InlineData(7, 1UL, 0, 0UL)]
    [InlineData(7, 2UL, 0, 1UL)]
    [InlineData(8, 255UL, 1, 0UL)]
    [InlineData(9, 128UL, 1, 1UL)]
    [InlineData(63, 0UL, 7, 0UL)]
    public void Tile_Node_HoldsIt(int level, ulong index, int tileLevel, ulong tileIndex) =>
        Assert.Equal(new TileId(tileLevel, tileIndex), new NodeId(level, index).Tile);

    [Theory]
    [InlineData(0, 4UL, 5UL, true)]
    [InlineData(0, 5UL, 5UL, false)]
    [InlineData(2, 1UL, 8UL, true)]
    [InlineData(2, 1UL, 7UL, false)]
    [InlineData(63, 0UL, 1UL << 63, true)]
    [InlineData(64, 0UL, ulong.MaxValue, false)]
    [InlineData(-1, 0UL, ulong.MaxValue, false)]
    [InlineData(63, ulong.MaxValue, ulong.MaxValue, false)]
    public void IsCompleteAt_AnySize_SaysWhetherAllLeavesExist(int level, ulong index, ulong size, bool complete) =>
        Assert.Equal(complete, new NodeId(level, index).IsCompleteAt(size));
}
