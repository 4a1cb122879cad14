using System.Numerics;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>The right edge of a tree of some size: its root and every hash that depends on where the tree ends.</summary>
/// <remarks>
/// <para>A tree of <c>size</c> leaves is a row of complete subtrees, one per 1-bit of <c>size</c>, largest first:
/// the <em>frontier</em>. For 13 = 8 + 4 + 1 leaves they begin at 0, 8 and 12. The root is their fold from the right:
/// <c>H(n0, H(n1, n2))</c>. Every step of that fold is <c>MTH(D[from:size))</c> for one <c>from</c> where a
/// frontier subtree begins, and all of them are kept.</para>
/// <para>They are all a proof can need besides complete subtrees. RFC 9162 splits at the largest power of two, so
/// what is left of a split is complete, and what is right of it begins where a frontier subtree begins and is
/// either complete too or ends at <c>size</c>. So a proof costs no hashing beyond this fold, which the root
/// needs anyway: at most 62 node hashes, about half the bits of <c>size</c> on average.</para>
/// <para>Immutable. Works for any past size: complete subtrees never change, so its frontier can be read at any
/// later time (<see cref="FrontierNodes"/>, <see cref="At"/>).</para>
/// </remarks>
public sealed class Spine
{
    // _folds[i] = MTH(D[start of frontier subtree i : size)).
    private readonly Hash[] _folds;

    /// <summary>Folds a frontier.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="frontier">The hashes of <see cref="FrontierNodes"/>, left to right: one per 1-bit of the size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is over <see cref="TreeSize.Max"/>.</exception>
    /// <exception cref="ArgumentException">The frontier has another number of hashes.</exception>
    public Spine(ulong size, ReadOnlySpan<Hash> frontier)
    {
        TreeSize.Check(size);
        if (frontier.Length != BitOperations.PopCount(size))
        {
            throw new ArgumentException(
                $"The frontier of {size} leaves has {BitOperations.PopCount(size)} hashes, not {frontier.Length}.", nameof(frontier));
        }

        Size = size;
        _folds = new Hash[frontier.Length];
        for (var i = frontier.Length - 1; i >= 0; i--)
            _folds[i] = i == frontier.Length - 1 ? frontier[i] : TreeHash.Node(frontier[i], _folds[i + 1]);
    }

    /// <summary>Number of leaves.</summary>
    public ulong Size { get; }

    /// <summary>The tree's root; <see cref="Hash.EmptyTree"/> when it has no leaves.</summary>
    public Hash Root => _folds.Length == 0 ? Hash.EmptyTree : _folds[0];

    /// <summary>Folds the frontier of <paramref name="size"/> leaves out of a node source.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="nodes">Has the frontier's nodes; <see cref="AddTiles"/> says which tiles hold them.</param>
    public static Spine At<TNodes>(ulong size, TNodes nodes)
        where TNodes : INodeSource, allows ref struct
    {
        Span<NodeId> ids = stackalloc NodeId[64];
        Span<Hash> frontier = stackalloc Hash[64];
        var count = FrontierNodes(size, ids);
        for (var i = 0; i < count; i++)
            frontier[i] = nodes.Node(ids[i]);
        return new Spine(size, frontier[..count]);
    }

    /// <summary>Lists the complete subtrees that make up a tree, largest first, which is left to right.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="nodes">Receives them; 64 are always enough.</param>
    /// <returns>How many there are: the number of 1-bits in <paramref name="size"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is over <see cref="TreeSize.Max"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="nodes"/> is too short.</exception>
    public static int FrontierNodes(ulong size, Span<NodeId> nodes)
    {
        TreeSize.Check(size);
        var count = BitOperations.PopCount(size);
        if (nodes.Length < count)
            throw new ArgumentException($"The frontier of {size} leaves has {count} nodes.", nameof(nodes));
        var rest = size;
        for (var i = 0; i < count; i++)
        {
            var level = BitOperations.Log2(rest);
            nodes[i] = new NodeId(level, (size >> level) - 1);
            rest ^= 1UL << level;
        }

        return count;
    }

    /// <summary>Adds the tiles that hold the frontier of <paramref name="size"/> leaves, none twice: at most one per tile level.</summary>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <param name="tiles">Receives those it lacks.</param>
    public static void AddTiles(ulong size, ICollection<TileId> tiles)
    {
        Span<NodeId> nodes = stackalloc NodeId[64];
        foreach (var node in nodes[..FrontierNodes(size, nodes)])
        {
            if (!tiles.Contains(node.Tile))
                tiles.Add(node.Tile);
        }
    }

    /// <summary>The root of leaves [<paramref name="from"/>, <see cref="Size"/>).</summary>
    /// <param name="from">Where a frontier subtree begins, hence less than <see cref="Size"/>; 0 gives the root.</param>
    /// <exception cref="ArgumentOutOfRangeException">No frontier subtree begins there.</exception>
    public Hash Tail(ulong from)
    {
        // The boundaries are Size with some of its lowest 1-bits cleared, at least one.
        if (from >= Size || (from != 0 && Size - from >= 1UL << BitOperations.TrailingZeroCount(from)))
            throw new ArgumentOutOfRangeException(nameof(from), from, $"No frontier subtree of {Size} leaves begins there.");
        return _folds[BitOperations.PopCount(from)];
    }
}
