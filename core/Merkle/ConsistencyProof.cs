using System.Numerics;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>Checks proofs that a tree begins with all leaves of an older one. They are made by <see cref="ProofPlan.Consistency"/>.</summary>
public static class ConsistencyProof
{
    /// <summary>Checks that the first <paramref name="oldSize"/> leaves of the tree are those of the older tree.</summary>
    /// <param name="oldSize">Number of leaves of the older tree, at most <paramref name="size"/>.</param>
    /// <param name="oldRoot">The older tree's root; <see cref="Hash.EmptyTree"/> if it has no leaves.</param>
    /// <param name="size">Number of leaves of the newer tree. Wire formats of immudb 0.8 carry the last leaf's index, size - 1, instead.</param>
    /// <param name="root">The newer tree's root.</param>
    /// <param name="path">Hashes, bottom-up; at most 64. Empty if the sizes are equal or the older tree has no leaves.</param>
    /// <returns><see cref="ProofFault.None"/> if the proof holds, otherwise why it does not.</returns>
    /// <remarks>
    /// Hostile proofs are answered, never thrown. An empty tree is a beginning of every tree, which therefore says
    /// nothing about <paramref name="root"/>. Source: RFC 9162 section 2.1.4.2.
    /// </remarks>
    public static ProofFault Verify(ulong oldSize, Hash oldRoot, ulong size, Hash root, ReadOnlySpan<Hash> path)
    {
        if (oldSize > size)
            return ProofFault.OldSizeBeyondSize;
        if (oldSize == 0 || oldSize == size)
            return VerifyWithoutPath(oldSize, oldRoot, size, root, path);
        if (path.IsEmpty)
            return ProofFault.PathTooShort;

        // An older tree that is one complete subtree is where the path begins; its hash is left out of it.
        Hash first;
        if (BitOperations.IsPow2(oldSize))
        {
            first = oldRoot;
        }
        else
        {
            first = path[0];
            path = path[1..];
        }

        // "fn" and "sn" of the RFC: the positions, at the level reached, of the older and the newer tree's last node.
        // The path begins at the largest complete subtree that ends the older tree.
        var levels = BitOperations.TrailingZeroCount(oldSize);
        var oldLast = (oldSize - 1) >> levels;
        var last = (size - 1) >> levels;
        var oldHash = first;
        var hash = first;
        foreach (ref readonly var sibling in path)
        {
            if (last == 0)
                return ProofFault.PathTooLong;
            if (oldLast == last && (oldLast & 1) == 0)
            {
                // Without a sibling on this level: it is its own parent until it is a right child.
                levels = BitOperations.TrailingZeroCount(oldLast);
                oldLast >>= levels;
                last >>= levels;
            }

            if ((oldLast & 1) == 1)
            {
                oldHash = TreeHash.Node(sibling, oldHash);
                hash = TreeHash.Node(sibling, hash);
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            oldLast >>= 1;
            last >>= 1;
        }

        if (last != 0)
            return ProofFault.PathTooShort;
        if (oldHash != oldRoot)
            return ProofFault.OldRootMismatch;
        return hash == root ? ProofFault.None : ProofFault.RootMismatch;
    }

    private static ProofFault VerifyWithoutPath(ulong oldSize, Hash oldRoot, ulong size, Hash root, ReadOnlySpan<Hash> path)
    {
        if (!path.IsEmpty)
            return ProofFault.PathTooLong;
        if (oldSize == 0 && oldRoot != Hash.EmptyTree)
            return ProofFault.OldRootMismatch;
        return oldSize == size && oldRoot != root ? ProofFault.RootMismatch : ProofFault.None;
    }
}
