using System.Diagnostics.CodeAnalysis;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>The right edge of a tree in memory: its size, its root, and per tile level the one tile that is not full.</summary>
/// <remarks>
/// <para>Immutable: <see cref="Append"/> makes a new tail and leaves this one as it was, for readers that still
/// use it. Yet appending costs only the new nodes, because tails share tiles: the new one writes on where this
/// one ends, into positions that no reader of this one uses. A tile knows how far it is written. If that is
/// further than this tail reaches, an earlier append from here was discarded or this is not the newest tail; the
/// tile is then copied first. So a discarded append is harmless, together with the tiles it filled.</para>
/// <para>Two appends must not run at the same time, on any tails of one tree; reading is free at all times. Whoever
/// hands a tail to another thread publishes it safely (a lock, a volatile write).</para>
/// </remarks>
public sealed class TreeTail
{
    private const int Levels = TileId.MaxLevel + 1;

    // By tile level; null where the size is a multiple of what fills a tile. Never written after construction.
    private readonly Tile?[] _tiles;

    private TreeTail(ulong size, Tile?[] tiles)
    {
        Size = size;
        _tiles = tiles;
        Spine = Spine.At(size, new Nodes(tiles));
    }

    /// <summary>The tail of a tree without leaves.</summary>
    public static TreeTail Empty { get; } = new(0, new Tile?[Levels]);

    /// <summary>Number of leaves.</summary>
    public ulong Size { get; }

    /// <summary>The root and the ragged subtrees at <see cref="Size"/>.</summary>
    public Spine Spine { get; }

    /// <summary>The tree's root; <see cref="Hash.EmptyTree"/> when it has no leaves.</summary>
    public Hash Root => Spine.Root;

    /// <summary>Adds the tiles that are partial at <paramref name="size"/>: at most one per tile level, lowest level first.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="tiles">Receives them. <see cref="TileId.WidthAt"/> says how many hashes each has.</param>
    public static void AddPartialTiles(ulong size, ICollection<TileId> tiles)
    {
        TreeSize.Check(size);
        for (var level = 0; level < Levels; level++)
        {
            var tile = Edge(level, size);
            if (tile.WidthAt(size) > 0)
                tiles.Add(tile);
        }
    }

    /// <summary>Rebuilds the tail of a tree whose tiles are stored.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="read">
    /// Asked for each tile of <see cref="AddPartialTiles"/>, and no other. It gives a tile with at least the hashes
    /// that <see cref="TileId.WidthAt"/> the size says: a partial tile stored at that size, the same tile stored
    /// later or full, or one made by <see cref="Tile.FromHashes"/>. Where none is stored, the hashes of level 0
    /// are the leaf hashes of the log's last entries, and those of a higher level are the roots of the full tiles
    /// below: number i of tile n is the root of tile 256·n + i of the level below.
    /// </param>
    /// <remarks>Nothing is checked against a root: the caller compares <see cref="Root"/> with the one it trusts. The tiles given are never written to.</remarks>
    /// <exception cref="ArgumentException">A tile is another than asked for, or has too few hashes.</exception>
    public static TreeTail FromTiles(ulong size, Func<TileId, Tile> read)
    {
        TreeSize.Check(size);
        var tiles = new Tile?[Levels];
        for (var level = 0; level < Levels; level++)
        {
            var id = Edge(level, size);
            var width = id.WidthAt(size);
            if (width == 0)
                continue;
            var tile = read(id);
            if (tile.Id != id || tile.Count < width)
                throw new ArgumentException($"{id} with {width} hashes is needed; got {tile.Id} with {tile.Count}.", nameof(read));
            // A copy, so that the caller's tile stays as it is.
            tiles[level] = tile.CopyOf(width);
        }

        return new TreeTail(size, tiles);
    }

    /// <summary>Makes the tail of this tree with <paramref name="leaves"/> after its last leaf.</summary>
    /// <param name="leaves">Leaf hashes in order; may be empty.</param>
    /// <param name="filled">Receives every tile, of any level, that these leaves filled: a tile after those below it. They no longer change.</param>
    /// <remarks>Hashes each new node once, a tile's new nodes of one level in one batch, and folds the <see cref="Spine"/>.</remarks>
    /// <exception cref="ArgumentException">The tree would have more than <see cref="TreeSize.Max"/> leaves.</exception>
    public TreeTail Append(ReadOnlySpan<Hash> leaves, ICollection<Tile> filled)
    {
        if ((ulong)leaves.Length > TreeSize.Max - Size)
            throw new ArgumentException($"A tree has at most {TreeSize.Max} leaves.", nameof(leaves));
        if (leaves.IsEmpty)
            return this;

        var tiles = (Tile?[])_tiles.Clone();
        for (var level = 0; level < Levels; level++)
        {
            if (tiles[level] is { } tile && tile.Count != tile.Id.WidthAt(Size))
                tiles[level] = tile.CopyOf(tile.Id.WidthAt(Size));
        }

        Write(tiles, Edge(0, Size), leaves, filled);
        return new TreeTail(Size + (ulong)leaves.Length, tiles);
    }

    /// <summary>Gets the hash of a node that lies in one of the tiles held here.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="hash">Its hash.</param>
    /// <returns>False if the node is not complete at <see cref="Size"/>, or lies in a full tile.</returns>
    public bool TryGetNode(NodeId node, out Hash hash)
    {
        if (node.IsCompleteAt(Size) && TryGetTile(node.Tile, out var tile))
        {
            hash = tile.Node(node);
            return true;
        }

        hash = default;
        return false;
    }

    /// <summary>Gets a tile held here: one that is partial at <see cref="Size"/>.</summary>
    /// <param name="id">Any tile.</param>
    /// <param name="tile">The tile. It may grow; only its first <see cref="TileId.WidthAt"/> <see cref="Size"/> hashes belong to this tree.</param>
    /// <returns>False if the tile is full, or has no hashes yet.</returns>
    public bool TryGetTile(TileId id, [NotNullWhen(true)] out Tile? tile)
    {
        tile = (uint)id.Level < Levels ? _tiles[id.Level] : null;
        if (tile?.Id != id)
            tile = null;
        return tile is not null;
    }

    /// <summary>Writes hashes of one tile level from tile <paramref name="next"/> on, and the roots of tiles they fill to the level above.</summary>
    private static void Write(Tile?[] tiles, TileId next, ReadOnlySpan<Hash> hashes, ICollection<Tile> filled)
    {
        while (true)
        {
            var tile = tiles[next.Level] ??= new Tile(next);
            hashes = hashes[tile.Append(hashes)..];
            if (!tile.IsFull)
                return;
            filled.Add(tile);
            tiles[next.Level] = null;
            Write(tiles, new TileId(next.Level + 1, next.Index / Tile.Width), [tile.Root()], filled);
            if (hashes.IsEmpty)
                return;
            next = next with { Index = next.Index + 1 };
        }
    }

    /// <summary>The tile that the next hash of a level goes to, full tiles being left of it.</summary>
    private static TileId Edge(int level, ulong size) => new(level, size >> (TileId.Height * level) >> TileId.Height);

    private readonly struct Nodes(Tile?[] tiles) : INodeSource
    {
        // A frontier node's right neighbour is not complete, so its tile is not full: it is here.
        public Hash Node(NodeId node) => tiles[node.Tile.Level]!.Node(node);
    }
}
