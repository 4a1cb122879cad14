using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class PositionTileTests
{
    private const long MaxOffset = (1L << 48) - 1;

    [Theory]
    [InlineData(0UL, "positions/000")]
    [InlineData(67UL, "positions/067")]
    [InlineData(1_000UL, "positions/x001/000")]
    [InlineData(1_234_067UL, "positions/x001/x234/067")]
    public void Path_TileIndex_IsCutInThrees(ulong tileIndex, string expected)
    {
        Assert.Equal(expected, PositionTile.Path(tileIndex));
        Assert.True(PositionTile.TryParsePath(expected, out var parsed));
        Assert.Equal(tileIndex, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("positions/")]
    [InlineData("positions/67")]
    [InlineData("positions/x000/067")]
    [InlineData("Positions/067")]
    [InlineData("tile/0/067")]
    public void TryParsePath_OtherName_IsFalse(string? path)
    {
        Assert.False(PositionTile.TryParsePath(path, out var tileIndex));
        Assert.Equal(0UL, tileIndex);
    }

    [Fact]
    public void Decode_EncodedTile_GivesPositionsBack()
    {
        Prop.ForAll<uint, ulong, ulong>((tileIndex, seed, offsets) =>
        {
            var positions = Positions(tileIndex, seed, offsets);
            var decoded = new EntryPosition[PositionTile.Width];

            var fault = PositionTile.Decode(PositionTile.Encode(tileIndex, positions), tileIndex, decoded);

            return fault == PositionFault.None && decoded.AsSpan().SequenceEqual(positions);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_ExtremePositions_GivesThemBack()
    {
        var positions = Positions(PositionTile.MaxTileIndex, 0, 0);
        positions[0] = new EntryPosition(ulong.MaxValue - 255, 0, 3);
        positions[255] = new EntryPosition(ulong.MaxValue - (ulong)MaxOffset, MaxOffset, int.MaxValue);
        var decoded = new EntryPosition[PositionTile.Width];

        var tile = PositionTile.Encode(PositionTile.MaxTileIndex, positions);

        Assert.Equal(PositionFault.None, PositionTile.Decode(tile, PositionTile.MaxTileIndex, decoded));
        Assert.Equal(positions, decoded);
    }

    [Fact]
    public void Encode_AnyTile_HasFixedLength()
    {
        Assert.Equal(4112, PositionTile.ByteLength);
        Assert.Equal(PositionTile.ByteLength, PositionTile.Encode(5, Positions(5, 1, 2)).Length);
    }

    [Theory]
    [InlineData(512UL + 1, 0, 3)] // starts after the entry
    [InlineData(512UL, -1, 3)]
    [InlineData(512UL, MaxOffset + 1, 3)]
    [InlineData(512UL, 0, 2)]
    [InlineData(512UL, 0, -1)]
    public void Encode_ImpossiblePosition_Throws(ulong segment, long offset, int length)
    {
        var positions = Positions(2, 0, 0);
        positions[0] = new EntryPosition(segment, offset, length);

        Assert.Throws<ArgumentException>(() => PositionTile.Encode(2, positions));
    }

    [Fact]
    public void Encode_SegmentTooFarBack_Throws()
    {
        var tileIndex = 1UL << 41;
        var positions = Positions(tileIndex, 0, 0);
        positions[0] = new EntryPosition((tileIndex * 256) - (1UL << 48), 0, 3);

        Assert.Throws<ArgumentException>(() => PositionTile.Encode(tileIndex, positions));
    }

    [Fact]
    public void Encode_WrongCountOrTileIndex_Throws()
    {
        Assert.Throws<ArgumentException>(() => PositionTile.Encode(0, new EntryPosition[255]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PositionTile.Encode(PositionTile.MaxTileIndex + 1, new EntryPosition[256]));
    }

    [Fact]
    public void Decode_RoomForFewer_Throws()
    {
        Assert.Throws<ArgumentException>(() => PositionTile.Decode([], 0, new EntryPosition[255]));
    }

    [Fact]
    public void Decode_EveryByteFlipped_IsDetected()
    {
        var tile = PositionTile.Encode(9, Positions(9, 3, 4));
        var decoded = new EntryPosition[PositionTile.Width];

        Assert.All(Enumerable.Range(0, tile.Length), at =>
        {
            tile[at] ^= 0x10;
            var expected = at < 4 ? PositionFault.BadMagic : PositionFault.BadChecksum;
            Assert.Equal(expected, PositionTile.Decode(tile, 9, decoded));
            tile[at] ^= 0x10;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PositionTile.ByteLength - 1)]
    [InlineData(PositionTile.ByteLength + 1)]
    public void Decode_OtherLength_IsBadLength(int length)
    {
        Assert.Equal(PositionFault.BadLength, PositionTile.Decode(new byte[length], 0, new EntryPosition[256]));
    }

    [Fact]
    public void Decode_AnotherTilesBytes_IsBadTileIndex()
    {
        var tile = PositionTile.Encode(9, Positions(9, 3, 4));

        Assert.Equal(PositionFault.BadTileIndex, PositionTile.Decode(tile, 10, new EntryPosition[256]));
    }

    [Fact]
    public void Decode_TileIndexPastTheLast_IsBadTileIndex()
    {
        var tile = Forged(4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

        Assert.Equal(PositionFault.BadTileIndex, PositionTile.Decode(tile, ulong.MaxValue, new EntryPosition[256]));
    }

    [Theory]
    [InlineData(12, "000000000001")] // entry 0 cannot lie in a segment before it
    [InlineData(24, "00000002")]
    [InlineData(24, "80000000")]
    public void Decode_SoundChecksumOverImpossibleRow_IsBadRow(int at, string hex)
    {
        var tile = Forged(at, Convert.FromHexString(hex));

        Assert.Equal(PositionFault.BadRow, PositionTile.Decode(tile, 0, new EntryPosition[256]));
    }

    private static EntryPosition[] Positions(ulong tileIndex, ulong seed, ulong offsets)
    {
        var positions = new EntryPosition[PositionTile.Width];
        for (var i = 0UL; i < PositionTile.Width; i++)
        {
            var index = (tileIndex * PositionTile.Width) + i;
            var back = Math.Min(index, (seed * i) & (ulong)MaxOffset);
            positions[i] = new EntryPosition(index - back, (long)(offsets * i) & MaxOffset, 3 + (int)(seed & 0xffff));
        }

        return positions;
    }

    private static byte[] Forged(int at, params byte[] bytes)
    {
        var tile = PositionTile.Encode(0, Positions(0, 0, 0));
        bytes.CopyTo(tile, at);
        BinaryPrimitives.WriteUInt32BigEndian(tile.AsSpan(tile.Length - 4), Crc32C.Compute(tile.AsSpan(0, tile.Length - 4)));
        return tile;
    }
}
