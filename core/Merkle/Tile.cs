using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>A tile with all its inner nodes: up to 256 hashes of one tree level and everything that follows from them up to the tile's root.</summary>
/// <remarks>
/// <para>A tile only grows: a node, once written, never changes. So one writer may append while any number of
/// readers use the nodes that were complete at the tree size they hold; a reader learns that size together
/// with the tile (see <see cref="TreeTail"/>), and whoever hands the two to another thread publishes them
/// safely. A full tile, and a tile from <see cref="Parse"/> or <see cref="FromHashes"/>, never changes at all.</para>
/// <para>Inner nodes are kept because a proof asks for up to eight of them: 16 KB per tile instead of 8, and no
/// hashing per proof.</para>
/// </remarks>
public sealed class Tile
{
    /// <summary>Hashes in a full tile: 256.</summary>
    public const int Width = 1 << TileId.Height;

    /// <summary>Bytes of a full tile as stored, which is its 256 hashes and nothing else: 8,192.</summary>
    public const int ByteLength = Width * Hash.Size;

    // 256 hashes, then their 128 parents, 64, 32, 16, 8, 4, 2 and the root.
    private readonly Hash[] _nodes = new Hash[(2 * Width) - 1];

    internal Tile(TileId id) => Id = id;

    /// <summary>Which tile this is.</summary>
    public TileId Id { get; }

    /// <summary>How many of its hashes are written, 0 to 256.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all 256 hashes are written.</summary>
    public bool IsFull => Count == Width;

    /// <summary>The hashes written, <see cref="Count"/> of them, of tree level 8·Id.Level. For a tree of some size take the first <see cref="TileId.WidthAt"/>.</summary>
    public ReadOnlySpan<Hash> Hashes => _nodes.AsSpan(0, Count);

    /// <summary>Reads a full tile and computes its inner nodes.</summary>
    /// <param name="id">Which tile it is.</param>
    /// <param name="bytes">Exactly <see cref="ByteLength"/> bytes.</param>
    /// <remarks>Nothing is checked against a root: the caller compares <see cref="Root"/> with a hash it trusts.</remarks>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public static Tile Parse(TileId id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new ArgumentException($"A full tile has {ByteLength} bytes, not {bytes.Length}.", nameof(bytes));
        return FromHashes(id, Hash.AsHashes(bytes));
    }

    /// <summary>Makes a tile, full or partial, of its first hashes.</summary>
    /// <param name="id">Which tile it is.</param>
    /// <param name="hashes">At most 256.</param>
    /// <exception cref="ArgumentException">More than 256 hashes.</exception>
    public static Tile FromHashes(TileId id, ReadOnlySpan<Hash> hashes)
    {
        if (hashes.Length > Width)
            throw new ArgumentException($"A tile has at most {Width} hashes, not {hashes.Length}.", nameof(hashes));
        var tile = new Tile(id);
        tile.Append(hashes);
        return tile;
    }

    /// <summary>The hash of a node inside this tile, of any of its eight levels.</summary>
    /// <param name="node">A node whose <see cref="NodeId.Tile"/> is this tile and whose leaves are all covered by the hashes written.</param>
    /// <exception cref="ArgumentException">The node lies elsewhere, or is not complete yet.</exception>
    public Hash Node(NodeId node)
    {
        if (node.Level < 0 || node.Tile != Id)
            throw new ArgumentException($"{node} is not in {Id}.", nameof(node));
        var height = node.Level % TileId.Height;
        var position = (int)(node.Index % (ulong)(Width >> height));
        if (position >= Count >> height)
            throw new ArgumentException($"{node} is not complete in {Id}, which has {Count} hashes.", nameof(node));
        return _nodes[Offset(height) + position];
    }

    /// <summary>The root of a full tile, which is a hash of the tile above.</summary>
    /// <exception cref="InvalidOperationException">The tile is not full.</exception>
    public Hash Root() => IsFull ? _nodes[^1] : throw new InvalidOperationException($"{Id} has {Count} hashes; only a full tile has a root.");

    /// <summary>Writes the tile's bytes as stored: <see cref="Hashes"/>, 32 bytes each.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(Span<byte> destination) => Hash.AsBytes(Hashes).CopyTo(destination);

    /// <summary>Takes as many of the hashes as fit and computes the nodes they complete; returns how many it took.</summary>
    internal int Append(ReadOnlySpan<Hash> hashes)
    {
        var from = Count;
        var to = Math.Min(from + hashes.Length, Width);
        hashes[..(to - from)].CopyTo(_nodes.AsSpan(from));
        for (var height = 1; height <= TileId.Height; height++)
        {
            var first = from >> height;
            var count = (to >> height) - first;
            // No new node here means none above either.
            if (count == 0)
                break;
            Sha256Batch.HashNodes(
                _nodes.AsSpan(Offset(height - 1) + (2 * first), 2 * count),
                _nodes.AsSpan(Offset(height) + first, count));
        }

        // Last, so that Hashes and Node never offer a node that is still being written.
        Count = to;
        return to - from;
    }

    /// <summary>A tile of its own with the first <paramref name="width"/> hashes of this one.</summary>
    internal Tile CopyOf(int width)
    {
        var copy = new Tile(Id) { Count = width };
        for (var height = 0; height <= TileId.Height; height++)
            _nodes.AsSpan(Offset(height), width >> height).CopyTo(copy._nodes.AsSpan(Offset(height)));
        return copy;
    }

    private static int Offset(int height) => (2 * Width) - (2 * Width >> height);
}
