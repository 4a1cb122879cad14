using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 0UL, 256, "tile/0/000")]
    [InlineData(0, 999UL, 256, "tile/0/999")]
    [InlineData(1, 1000UL, 256, "tile/1/x001/000")]
    [InlineData(0, 1234067UL, 256, "tile/0/x001/x234/067")]
    [InlineData(2, 0UL, 1, "tile/2/000.p/1")]
    [InlineData(0, 1234UL, 255, "tile/0/x001/234.p/255")]
    [InlineData(0, (1UL << 55) - 1, 256, "tile/0/x036/x028/x797/x018/x963/967")]
    public void Format_Tile_IsItsC2spName(int level, ulong index, int width, string path)
    {
        Assert.Equal(path, TilePath.Format(new TileId(level, index), width));
        Assert.True(TilePath.TryParse(path, out var id, out var parsedWidth));
        Assert.Equal((new TileId(level, index), width), (id, parsedWidth));
    }

    [Theory]
    [InlineData(8, 0UL, 256)]
    [InlineData(-1, 0UL, 256)]
    [InlineData(7, 1UL, 256)]
    [InlineData(0, 0UL, 0)]
    [InlineData(0, 0UL, 257)]
    public void Format_ImpossibleTile_Throws(int level, ulong index, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Format(new TileId(level, index), width));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/0001")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x1/234")]
    [InlineData("tile/0/X001/234")]
    [InlineData("tile/0/+01")]
    [InlineData("tile/0/ 01")]
    [InlineData("tile/0/٠٠١")]
    [InlineData("tile/00/001")]
    [InlineData("tile/8/000")]
    [InlineData("tile/-/000")]
    [InlineData("tile/7/001")]
    [InlineData("tile/entries/000")]
    [InlineData("/tile/0/000")]
    [InlineData("Tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/.p/1")]
    [InlineData("tile/0/../../secret")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x018/x446/x744/x073/x709/x551/616")]
    public void TryParse_AnythingElse_IsRefused(string? path)
    {
        Assert.False(TilePath.TryParse(path, out var id, out var width));
        Assert.Equal((default, 0), (id, width));
    }

    [Theory]
    [InlineData(ulong.MaxValue, "x018/x446/x744/x073/x709/x551/615")]
    [InlineData(1_000_000UL, "x001/x000/000")]
    public void TryParseIndex_LargeIndex_RoundTrips(ulong index, string text)
    {
        Assert.Equal(text, TilePath.FormatIndex(index));
        Assert.True(TilePath.TryParseIndex(text, out var parsed));
        Assert.Equal(index, parsed);
    }

    [Fact]
    public void TryParseIndex_IndexOver64Bits_IsRefused() =>
        Assert.False(TilePath.TryParseIndex("x018/x446/x744/x073/x709/x551/616", out _));

    [Fact]
    public void TryParse_FormattedTile_RoundTrips() =>
        Prop.ForAll<byte, ulong, byte>((level, index, width) =>
        {
            var id = new TileId(level % 8, (index * 0x9E3779B97F4A7C15) >> 9 >> (8 * (level % 8)));
            return TilePath.TryParse(TilePath.Format(id, width + 1), out var parsed, out var parsedWidth)
                && parsed == id && parsedWidth == width + 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_RandomText_AcceptsOnlyTheCanonicalName()
    {
        var characters = Gen.ArrayOf(Gen.Elements('t', 'i', 'l', 'e', '/', '/', 'x', '0', '0', '1', '9', '.', 'p', '\0', 'é'));
        var paths = from prefix in Gen.Elements("", "tile/", "tile/0/", "tile/0/x", "tile/1/000.p/")
                    from rest in characters
                    select prefix + new string(rest);

        Prop.ForAll(paths.ToArbitrary(), path =>
            !TilePath.TryParse(path, out var id, out var width) || TilePath.Format(id, width) == path)
            .QuickCheckThrowOnFailure();
    }
}
