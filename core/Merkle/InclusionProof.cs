using System.Numerics;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>Checks proofs that a leaf is in a tree. They are made by <see cref="ProofPlan.Inclusion"/>.</summary>
public static class InclusionProof
{
    /// <summary>Checks that <paramref name="leaf"/> is entry <paramref name="index"/> of the tree.</summary>
    /// <param name="index">Zero-based; less than <paramref name="size"/>.</param>
    /// <param name="size">Number of leaves; at least 1. Wire formats of immudb 0.8 carry the last leaf's index, size - 1, instead.</param>
    /// <param name="leaf">The leaf's hash, computed by the verifier.</param>
    /// <param name="path">Sibling hashes, leaf to root; at most 64. Empty in a tree of one leaf.</param>
    /// <param name="root">The tree's root.</param>
    /// <returns><see cref="ProofFault.None"/> if the proof holds, otherwise why it does not.</returns>
    /// <remarks>
    /// <para>Hostile proofs are answered, never thrown. Source: RFC 9162 section 2.1.3.2.</para>
    /// <para>The size is not itself proved: it only gives the path its shape, and some sizes give the same shape.
    /// Trust it as far as whoever vouched for the root vouched for both together.</para>
    /// </remarks>
    public static ProofFault Verify(ulong index, ulong size, Hash leaf, ReadOnlySpan<Hash> path, Hash root)
    {
        if (index >= size)
            return ProofFault.IndexBeyondSize;

        // "fn" and "sn" of the RFC: the positions, at the level reached, of our node and of the level's last one.
        var node = index;
        var last = size - 1;
        var hash = leaf;
        foreach (ref readonly var sibling in path)
        {
            if (last == 0)
                return ProofFault.PathTooLong;
            if (node == last && (node & 1) == 0)
            {
                // The last of its level and without a sibling there: it is its own parent until it is a right child.
                var levels = BitOperations.TrailingZeroCount(node);
                node >>= levels;
                last >>= levels;
            }

            hash = (node & 1) == 1 ? TreeHash.Node(sibling, hash) : TreeHash.Node(hash, sibling);
            node >>= 1;
            last >>= 1;
        }

        if (last != 0)
            return ProofFault.PathTooShort;
        return hash == root ? ProofFault.None : ProofFault.RootMismatch;
    }
}
