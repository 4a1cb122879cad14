using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>Which subtree hashes a proof consists of.</summary>
/// <remarks>
/// <para>Pure arithmetic on sizes, for the newest tree or any past one. Use: make the plan, read the tiles it names
/// (<see cref="AddTiles"/>, and <see cref="Spine.AddTiles"/> for a past size), then <see cref="Build"/>.</para>
/// <para>The subtrees go bottom-up, deepest first and the root's child last: RFC 9162's order and immudb 0.8's.
/// Each is complete, hence a <see cref="NodeId"/>, or ends at <see cref="Size"/> and is a
/// <see cref="Spine.Tail"/>.</para>
/// </remarks>
public sealed class ProofPlan
{
    // A path has at most one hash per level, and a consistency proof one more to begin with.
    private const int MaxSubtrees = 64;

    private readonly Subtree[] _subtrees;

    private ProofPlan(ulong size, Span<Subtree> topDown)
    {
        Size = size;
        topDown.Reverse();
        _subtrees = topDown.ToArray();
    }

    /// <summary>Number of leaves of the tree the proof is for.</summary>
    public ulong Size { get; }

    /// <summary>The subtrees whose hashes are the proof, in its order.</summary>
    public ReadOnlySpan<Subtree> Subtrees => _subtrees;

    /// <summary>Plans the proof that a leaf is in a tree.</summary>
    /// <param name="index">Zero-based index of the leaf; less than <paramref name="size"/>.</param>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <remarks>Source: PATH of RFC 9162 section 2.1.3.1, unrolled from the root down.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The index or the size is out of range.</exception>
    public static ProofPlan Inclusion(ulong index, ulong size)
    {
        TreeSize.Check(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        Span<Subtree> path = stackalloc Subtree[MaxSubtrees];
        var count = 0;
        ulong from = 0;
        var to = size;
        while (to - from > 1)
        {
            var middle = from + TreeSize.Split(to - from);
            if (index < middle)
            {
                path[count++] = new Subtree(middle, to);
                to = middle;
            }
            else
            {
                path[count++] = new Subtree(from, middle);
                from = middle;
            }
        }

        return new ProofPlan(size, path[..count]);
    }

    /// <summary>Plans the proof that a tree begins with the leaves of an older one.</summary>
    /// <param name="oldSize">Number of leaves of the older tree; at most <paramref name="size"/>. 0 and <paramref name="size"/> itself need no hashes: the plan is empty.</param>
    /// <param name="size">Number of leaves, at most <see cref="TreeSize.Max"/>.</param>
    /// <remarks>Source: PROOF and SUBPROOF of RFC 9162 section 2.1.4.1, unrolled from the root down.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public static ProofPlan Consistency(ulong oldSize, ulong size)
    {
        TreeSize.Check(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        if (oldSize == 0)
            return new ProofPlan(size, []);
        Span<Subtree> path = stackalloc Subtree[MaxSubtrees];
        var count = 0;
        ulong from = 0;
        var to = size;
        while (to != oldSize)
        {
            var middle = from + TreeSize.Split(to - from);
            if (oldSize <= middle)
            {
                path[count++] = new Subtree(middle, to);
                to = middle;
            }
            else
            {
                path[count++] = new Subtree(from, middle);
                from = middle;
            }
        }

        // What is left ends where the old tree ends. If it is all of the old tree the verifier has its hash already.
        if (from != 0)
            path[count++] = new Subtree(from, to);
        return new ProofPlan(size, path[..count]);
    }

    /// <summary>Adds the tiles that hold the plan's complete subtrees, none twice.</summary>
    /// <param name="tiles">Receives those it lacks. Several plans may share one collection.</param>
    public void AddTiles(ICollection<TileId> tiles)
    {
        TileId? last = null;
        foreach (var subtree in _subtrees)
        {
            if (!subtree.IsComplete)
                continue;
            // Neighbours mostly share a tile.
            var tile = subtree.Node.Tile;
            if (tile != last && !tiles.Contains(tile))
                tiles.Add(tile);
            last = tile;
        }
    }

    /// <summary>Collects the proof's hashes.</summary>
    /// <param name="spine">Of <see cref="Size"/> leaves.</param>
    /// <param name="nodes">Has the plan's complete subtrees; what it throws passes through.</param>
    /// <returns>The path, one hash per element of <see cref="Subtrees"/>.</returns>
    /// <exception cref="ArgumentException">The spine is of another size.</exception>
    public Hash[] Build<TNodes>(Spine spine, TNodes nodes)
        where TNodes : INodeSource, allows ref struct
    {
        if (spine.Size != Size)
            throw new ArgumentException($"The plan is for {Size} leaves, the spine for {spine.Size}.", nameof(spine));
        var path = new Hash[_subtrees.Length];
        for (var i = 0; i < path.Length; i++)
        {
            var subtree = _subtrees[i];
            path[i] = subtree.IsComplete ? nodes.Node(subtree.Node) : spine.Tail(subtree.From);
        }

        return path;
    }
}
