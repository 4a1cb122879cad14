using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class TileIdTests
{
    [Theory]
    [InlineData(0, 0UL, 0UL, 0)]
    [InlineData(0, 0UL, 7UL, 7)]
    [InlineData(0, 0UL, 255UL, 255)]
    [InlineData(0, 0UL, 256UL, 256)]
    [InlineData(0, 1UL, 256UL, 0)]
    [InlineData(0, 1UL, 257UL, 1)]
    [InlineData(1, 0UL, 255UL, 0)]
    [InlineData(1, 0UL, 65_535UL, 255)]
    [InlineData(1, 0UL, 65_536UL, 256)]
    [InlineData(2, 0UL, 65_536UL, 1)]
    [InlineData(7, 0UL, 1UL << 63, 128)]
    public void WidthAt_AnySize_CountsItsHashes(int level, ulong index, ulong size, int width) =>
        Assert.Equal(width, new TileId(level, index).WidthAt(size));

    [Theory]
    [InlineData(0, (1UL << 55) - 1, true)]
    [InlineData(0, 1UL << 55, false)]
    [InlineData(6, 127UL, true)]
    [InlineData(6, 128UL, false)]
    [InlineData(7, 0UL, true)]
    [InlineData(7, 1UL, false)]
    [InlineData(8, 0UL, false)]
    [InlineData(-1, 0UL, false)]
    public void IsPossible_AnyTile_OnlyTilesOfTheLargestTree(int level, ulong index, bool possible) =>
        Assert.Equal(possible, new TileId(level, index).IsPossible);
}
