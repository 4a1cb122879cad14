using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Index;

/// <summary>The manifest as stored.</summary>
/// <remarks>
/// <c>"IMMF" ‖ version u32be ‖ size u64be ‖ root(32) ‖ segment u64be ‖ last frame u64be ‖ position u64be ‖
/// frames u32be ‖ values(1) ‖ runs u32be ‖ hashes of the partial tiles ‖ positions ‖ runs ‖ requests ‖ CRC-32C u32be of all before</c>.
/// Which tiles are partial, and so how many hashes there are, follows from the size. Positions are as in a
/// <see cref="PositionTile"/>, runs as in a <see cref="RunFooter"/>. Requests are <c>requests u32be ‖ for each: id(16) ‖ first index u64be ‖
/// entries u32be</c> in version 2; a manifest without any is of version 1 and ends with the runs.
/// </remarks>
public static class ManifestCodec
{
    /// <summary>Its blob's name, relative to the ledger's prefix.</summary>
    public const string Name = "index/manifest";

    private const uint Version = 1;
    private const uint VersionWithRequests = 2;
    private const int VersionAt = 4;
    private const int SizeAt = VersionAt + sizeof(uint);
    private const int RootAt = SizeAt + sizeof(ulong);
    private const int SegmentAt = RootAt + Hash.Size;
    private const int LastFrameAt = SegmentAt + sizeof(ulong);
    private const int PositionAt = LastFrameAt + sizeof(long);
    private const int FramesAt = PositionAt + sizeof(long);
    private const int HasValuesAt = FramesAt + sizeof(int);
    private const int RunCountAt = HasValuesAt + 1;
    private const int TilesAt = RunCountAt + sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "IMMF"u8;

    /// <summary>Encodes a manifest.</summary>
    /// <exception cref="ArgumentException">Its parts do not fit each other.</exception>
    public static byte[] Encode(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var tiles = PartialTiles(manifest.Size);
        if (!manifest.Tiles.Select(tile => tile.Id).SequenceEqual(tiles))
            throw new ArgumentException($"At size {manifest.Size} other tiles are partial.", nameof(manifest));

        var length = TilesAt + Checksum.Size + (PositionTile.RowLength * manifest.Positions.Count);
        length += tiles.Sum(tile => Hash.Size * tile.WidthAt(manifest.Size));
        foreach (var run in manifest.Runs)
            length = checked(length + RunInfoCodec.Length(run.Pages));
        length = checked(length + ManifestRequests.Length(manifest.Requests.Count));

        var bytes = new byte[length];
        WriteHead(manifest, bytes);
        var rest = bytes.AsSpan(TilesAt);
        foreach (var tile in manifest.Tiles)
        {
            var width = tile.Id.WidthAt(manifest.Size);
            if (tile.Count < width)
                throw new ArgumentException($"{tile.Id} has {tile.Count} hashes, not {width}.", nameof(manifest));
            Hash.AsBytes(tile.Hashes[..width]).CopyTo(rest);
            rest = rest[(Hash.Size * width)..];
        }

        for (var i = 0; i < manifest.Positions.Count; i++, rest = rest[PositionTile.RowLength..])
        {
            if (!PositionTile.TryWriteRow(IndexOf(manifest.Size, manifest.Positions.Count, i), manifest.Positions[i], rest))
                throw new ArgumentException($"No entry can lie at {manifest.Positions[i]}.", nameof(manifest));
        }

        foreach (var run in manifest.Runs)
            rest = rest[RunInfoCodec.Write(run, rest)..];
        ManifestRequests.Write(manifest.Requests, rest);
        Checksum.Write(bytes);

        // What no reader would accept must not be written.
        var fault = TryDecode(bytes, out _);
        return fault == RunFault.None ? bytes : throw new ArgumentException($"The manifest's parts do not fit each other: {fault}.", nameof(manifest));
    }

    /// <summary>Decodes and checks a manifest: checksum, that the runs cover it, that each run's page roots give its root, and that the tiles give <see cref="Manifest.Root"/>.</summary>
    /// <param name="bytes">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="manifest">The manifest, or null on a fault.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, out Manifest? manifest)
    {
        manifest = null;
        if (bytes.Length < TilesAt + Checksum.Size) return RunFault.BadLength;
        if (!bytes.StartsWith(Magic)) return RunFault.BadMagic;
        if (!Checksum.IsSound(bytes)) return RunFault.BadChecksum;
        var version = BinaryPrimitives.ReadUInt32BigEndian(bytes[VersionAt..]);
        if (version is not (Version or VersionWithRequests)) return RunFault.BadVersion;
        var size = BinaryPrimitives.ReadUInt64BigEndian(bytes[SizeAt..]);
        if (size > TreeSize.Max || bytes[HasValuesAt] > 1) return RunFault.BadContent;

        var rest = bytes[TilesAt..^Checksum.Size];
        if (!TryReadTiles(ref rest, size, out var tiles)) return RunFault.BadLength;
        var positions = new EntryPosition[size % PositionTile.Width];
        if (rest.Length < PositionTile.RowLength * positions.Length) return RunFault.BadLength;
        for (var i = 0; i < positions.Length; i++, rest = rest[PositionTile.RowLength..])
        {
            if (!PositionTile.TryReadRow(IndexOf(size, positions.Length, i), rest[..PositionTile.RowLength], out positions[i])) return RunFault.BadContent;
        }

        var fault = ReadRuns(ref rest, BinaryPrimitives.ReadUInt32BigEndian(bytes[RunCountAt..]), out var runs);
        if (fault != RunFault.None) return fault;
        CommittedRequest[] requests = [];
        if (version == VersionWithRequests && !ManifestRequests.TryRead(ref rest, out requests)) return RunFault.BadContent;
        if (!rest.IsEmpty) return RunFault.BadLength;

        var read = new Manifest
        {
            Size = size,
            Root = Hash.FromBytes(bytes.Slice(RootAt, Hash.Size)),
            Segment = BinaryPrimitives.ReadUInt64BigEndian(bytes[SegmentAt..]),
            LastFrame = BinaryPrimitives.ReadInt64BigEndian(bytes[LastFrameAt..]),
            Position = BinaryPrimitives.ReadInt64BigEndian(bytes[PositionAt..]),
            Frames = BinaryPrimitives.ReadInt32BigEndian(bytes[FramesAt..]),
            HasValues = bytes[HasValuesAt] == 1,
            Tiles = tiles,
            Positions = positions,
            Runs = runs,
            Requests = requests,
        };
        fault = ManifestRules.Check(read);
        if (fault == RunFault.None) manifest = read;
        return fault;
    }

    private static void WriteHead(Manifest manifest, Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[VersionAt..], manifest.Requests.Count == 0 ? Version : VersionWithRequests);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[SizeAt..], manifest.Size);
        manifest.Root.CopyTo(bytes[RootAt..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[SegmentAt..], manifest.Segment);
        BinaryPrimitives.WriteInt64BigEndian(bytes[LastFrameAt..], manifest.LastFrame);
        BinaryPrimitives.WriteInt64BigEndian(bytes[PositionAt..], manifest.Position);
        BinaryPrimitives.WriteInt32BigEndian(bytes[FramesAt..], manifest.Frames);
        bytes[HasValuesAt] = manifest.HasValues ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(bytes[RunCountAt..], manifest.Runs.Count);
    }

    private static bool TryReadTiles(ref ReadOnlySpan<byte> rest, ulong size, out List<Tile> tiles)
    {
        tiles = [];
        foreach (var id in PartialTiles(size))
        {
            var length = Hash.Size * id.WidthAt(size);
            if (rest.Length < length) return false;
            tiles.Add(Tile.FromHashes(id, Hash.AsHashes(rest[..length])));
            rest = rest[length..];
        }

        return true;
    }

    private static RunFault ReadRuns(ref ReadOnlySpan<byte> rest, uint count, out RunInfo[] runs)
    {
        runs = [];
        if (count > rest.Length / RunInfoCodec.MinBytes) return RunFault.BadLength;
        var read = new RunInfo[count];
        for (var i = 0; i < read.Length; i++)
        {
            var fault = RunInfoCodec.TryRead(rest, out var run, out var consumed);
            if (fault != RunFault.None) return fault;
            read[i] = run!;
            rest = rest[consumed..];
        }

        runs = read;
        return RunFault.None;
    }

    private static List<TileId> PartialTiles(ulong size)
    {
        var tiles = new List<TileId>();
        TreeTail.AddPartialTiles(size, tiles);
        return tiles;
    }

    private static ulong IndexOf(ulong size, int positions, int i) => size - (ulong)(positions - i);
}
