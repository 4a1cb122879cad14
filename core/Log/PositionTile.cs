using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Log;

/// <summary>Where 256 consecutive entries lie in the log: the index of a level-0 hash tile's entries, written beside it.</summary>
/// <remarks>
/// <c>"IMPT" ‖ tile index u64be ‖ 256 rows ‖ CRC-32C u32be of all before</c>, 4,112 bytes. A row of 16 bytes is
/// <c>entry index − segment's first index u48be ‖ offset u48be ‖ record length u32be</c>: counted back from the entry,
/// a segment needs no full u64, and 48 bits of offset reach 256 TiB. A pure function of the log: lost or damaged, it is
/// made anew from it.
/// </remarks>
public static class PositionTile
{
    /// <summary>Entries of a tile, as many as a hash tile has leaves.</summary>
    public const int Width = Tile.Width;

    /// <summary>Bytes of an encoded tile.</summary>
    public const int ByteLength = RowsAt + (Width * RowLength) + sizeof(uint);

    /// <summary>The largest tile index: that of the last 256 indexes a u64 can number.</summary>
    public const ulong MaxTileIndex = ulong.MaxValue / Width;

    /// <summary>Bytes of a row, which says where one entry lies.</summary>
    internal const int RowLength = 16;

    private const string Folder = "positions/";
    private const int TileIndexAt = 4;
    private const int RowsAt = TileIndexAt + sizeof(ulong);
    private const int ChecksumAt = ByteLength - sizeof(uint);
    private const ulong Max48 = (1UL << 48) - 1;

    private static ReadOnlySpan<byte> Magic => "IMPT"u8;

    /// <summary>The blob's name, relative to the ledger's prefix: <c>positions/x001/234</c> for tile 1,234.</summary>
    /// <remarks>The index is written as in a hash tile's name: <see cref="TilePath.FormatIndex"/>.</remarks>
    public static string Path(ulong tileIndex) => Folder + TilePath.FormatIndex(tileIndex);

    /// <summary>Reads a blob's name; only what <see cref="Path"/> writes is accepted.</summary>
    public static bool TryParsePath([NotNullWhen(true)] string? path, out ulong tileIndex)
    {
        tileIndex = 0;
        return path is not null
            && path.StartsWith(Folder, StringComparison.Ordinal)
            && TilePath.TryParseIndex(path.AsSpan(Folder.Length), out tileIndex);
    }

    /// <summary>Encodes the positions of entries [256·<paramref name="tileIndex"/>, 256·<paramref name="tileIndex"/> + 256).</summary>
    /// <param name="tileIndex">At most <see cref="MaxTileIndex"/>.</param>
    /// <param name="positions">Exactly 256, in index order.</param>
    /// <returns><see cref="ByteLength"/> bytes.</returns>
    /// <exception cref="ArgumentException">Not 256 positions, or one that cannot be: its segment starts after the entry
    /// or more than 2^48 entries before it, its offset is outside 48 bits, its length is less than a record's.</exception>
    public static byte[] Encode(ulong tileIndex, ReadOnlySpan<EntryPosition> positions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tileIndex, MaxTileIndex);
        if (positions.Length != Width)
            throw new ArgumentException($"A tile holds {Width} positions, not {positions.Length}.", nameof(positions));

        var bytes = new byte[ByteLength];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(TileIndexAt), tileIndex);
        for (var i = 0; i < Width; i++)
        {
            var index = (tileIndex * Width) + (ulong)i;
            if (!TryWriteRow(index, positions[i], bytes.AsSpan(RowsAt + (i * RowLength), RowLength)))
                throw new ArgumentException($"Entry {index} cannot lie at {positions[i]}.", nameof(positions));
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(ChecksumAt), Crc32C.Compute(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }

    /// <summary>Decodes a tile.</summary>
    /// <param name="bytes">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="tileIndex">The tile that was asked for.</param>
    /// <param name="positions">Room for 256; filled in index order, and unspecified on a fault.</param>
    /// <exception cref="ArgumentException"><paramref name="positions"/> is shorter than 256.</exception>
    public static PositionFault Decode(ReadOnlySpan<byte> bytes, ulong tileIndex, Span<EntryPosition> positions)
    {
        if (positions.Length < Width)
            throw new ArgumentException($"A tile holds {Width} positions, there is room for {positions.Length}.", nameof(positions));
        if (bytes.Length != ByteLength) return PositionFault.BadLength;
        if (!bytes.StartsWith(Magic)) return PositionFault.BadMagic;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[ChecksumAt..]) != Crc32C.Compute(bytes[..ChecksumAt]))
            return PositionFault.BadChecksum;
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[TileIndexAt..]) != tileIndex || tileIndex > MaxTileIndex)
            return PositionFault.BadTileIndex;

        for (var i = 0; i < Width; i++)
        {
            var index = (tileIndex * Width) + (ulong)i;
            if (!TryReadRow(index, bytes.Slice(RowsAt + (i * RowLength), RowLength), out positions[i])) return PositionFault.BadRow;
        }

        return PositionFault.None;
    }

    /// <summary>Writes where an entry lies, <see cref="RowLength"/> bytes; false if it cannot lie there.</summary>
    internal static bool TryWriteRow(ulong index, EntryPosition position, Span<byte> row)
    {
        if (position.Segment > index || index - position.Segment > Max48) return false;
        if ((ulong)position.Offset > Max48 || position.Length < EntryCodec.MinLength) return false;

        var offset = (ulong)position.Offset;
        BinaryPrimitives.WriteUInt64BigEndian(row, ((index - position.Segment) << 16) | (offset >> 32));
        BinaryPrimitives.WriteUInt64BigEndian(row[8..], (offset << 32) | (uint)position.Length);
        return true;
    }

    /// <summary>Reads where an entry lies; false if it cannot lie there.</summary>
    internal static bool TryReadRow(ulong index, ReadOnlySpan<byte> row, out EntryPosition position)
    {
        position = default;
        var back = BinaryPrimitives.ReadUInt64BigEndian(row) >> 16;
        var offset = BinaryPrimitives.ReadUInt64BigEndian(row[4..]) & Max48;
        var length = BinaryPrimitives.ReadInt32BigEndian(row[12..]);
        if (back > index || length < EntryCodec.MinLength) return false;

        position = new EntryPosition(index - back, (long)offset, length);
        return true;
    }
}
