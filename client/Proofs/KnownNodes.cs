using System.Numerics;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Checks inclusion proofs and remembers the upper nodes of the tree they were for, so that the next proof for that tree has fewer hashes to compute.</summary>
/// <remarks>
/// <para>It answers as <see cref="InclusionProof.Verify"/> does, to every proof. Paths of one tree meet on their way to the root: a node that
/// a proof has shown to be in the tree need not be followed to the root again. What remains of the path is then compared, hash
/// by hash, with what was shown before; where that is not known it is computed.</para>
/// <para>The nodes of the top 13 levels of one tree are kept as they are met: 512 KiB if all of them are. Those of another tree take their place when
/// it is asked for twice in a row, so a tree that grows with each proof costs nothing. Thread-safe.</para>
/// </remarks>
internal sealed class KnownNodes
{
    private const int KeptLevels = 13;

    private volatile TreeNodes? _tree;

    /// <summary>Checks that <paramref name="leaf"/> is entry <paramref name="index"/> of the tree.</summary>
    /// <param name="index">Zero-based; less than <paramref name="size"/>.</param>
    /// <param name="size">Number of leaves; at least 1.</param>
    /// <param name="leaf">The leaf's hash, computed by the verifier.</param>
    /// <param name="path">Sibling hashes, leaf to root; at most 64. Empty in a tree of one leaf.</param>
    /// <param name="root">The tree's root.</param>
    /// <returns><see cref="ProofFault.None"/> if the proof holds, otherwise why it does not.</returns>
    public ProofFault Verify(ulong index, ulong size, Hash leaf, ReadOnlySpan<Hash> path, Hash root)
    {
        TreeNodes? tree = _tree;
        if (tree is null || tree.Size != size || tree.Root != root)
        {
            _tree = new TreeNodes(size, root, Nodes: null);
            return InclusionProof.Verify(index, size, leaf, path, root);
        }

        if (tree.Nodes is not { } nodes)
        {
            int levels = BitOperations.Log2(size) + 2;
            nodes = new NodeShelf(size, Math.Max(levels - KeptLevels, 0), Math.Min(levels, KeptLevels));
            _tree = new TreeNodes(size, root, nodes);
        }

        return Verify(nodes, index, size, leaf, path, root);
    }

    private static ProofFault Verify(NodeShelf nodes, ulong index, ulong size, Hash leaf, ReadOnlySpan<Hash> path, Hash root)
    {
        if (index >= size || path.Length > 64)
            return InclusionProof.Verify(index, size, leaf, path, root);

        Span<Hash> computed = stackalloc Hash[65];
        Span<NodeId> places = stackalloc NodeId[65];
        var walk = new Climb(index, size - 1);
        Hash hash = leaf;
        for (int i = 0; i < path.Length; i++)
        {
            if (!walk.TryStep(out NodeId place))
                return ProofFault.PathTooLong;
            if (nodes.Has(place, hash) && IsKnown(nodes, walk, place, path[i..]))
                return ProofFault.None;
            (computed[i], places[i]) = (hash, place);
            hash = (place.Index & 1) == 1 ? TreeHash.Node(path[i], hash) : TreeHash.Node(hash, path[i]);
            walk.Rise();
        }

        if (!walk.IsAtRoot)
            return ProofFault.PathTooShort;
        if (hash != root)
            return ProofFault.RootMismatch;
        for (int i = 0; i < path.Length; i++)
        {
            nodes.Put(places[i], computed[i]);
            nodes.Put(Sibling(places[i]), path[i]);
        }

        return ProofFault.None;
    }

    // The rest of the path has to be what it was when the node was shown to be in the tree, to the last hash.
    private static bool IsKnown(NodeShelf nodes, Climb walk, NodeId place, ReadOnlySpan<Hash> rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            if (i > 0 && !walk.TryStep(out place))
                return false;
            if (!nodes.Has(Sibling(place), rest[i]))
                return false;
            walk.Rise();
        }

        return walk.IsAtRoot;
    }

    private static NodeId Sibling(NodeId place) => place with { Index = place.Index ^ 1 };

    /// <summary>One tree's nodes; null as long as only one proof has been for it.</summary>
    private sealed record TreeNodes(ulong Size, Hash Root, NodeShelf? Nodes);

    /// <summary>The way from a leaf to the root: "fn" and "sn" of RFC 9162 section 2.1.3.2, and the level.</summary>
    private struct Climb(ulong node, ulong last)
    {
        private ulong _node = node;
        private ulong _last = last;
        private int _level;

        public readonly bool IsAtRoot => _last == 0;

        /// <summary>The node that has a sibling next. False at the root.</summary>
        public bool TryStep(out NodeId place)
        {
            if (_last > 0 && _node == _last && (_node & 1) == 0)
            {
                // The last of its level and without a sibling there: it is its own parent until it is a right child.
                int levels = BitOperations.TrailingZeroCount(_node);
                _node >>= levels;
                _last >>= levels;
                _level += levels;
            }

            place = new NodeId(_level, _node);
            return _last > 0;
        }

        public void Rise()
        {
            _node >>= 1;
            _last >>= 1;
            _level++;
        }
    }
}
