using System.Numerics;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>Checks that a tree is an older one with known leaves behind it: one proof for any number of appended entries.</summary>
public static class AppendProof
{
    /// <summary>Checks that the tree is the older one with exactly <paramref name="leaves"/> appended.</summary>
    /// <param name="oldSize">Number of leaves of the older tree; 0 for none.</param>
    /// <param name="oldRoot">The older tree's root; <see cref="Hash.EmptyTree"/> if it has no leaves.</param>
    /// <param name="leaves">Hashes of the leaves that were appended, computed by the verifier; at least one.</param>
    /// <param name="root">Root of the tree of <paramref name="oldSize"/> + their number of leaves.</param>
    /// <param name="path">The consistency path between the two, bottom-up (RFC 9162 section 2.1.4.1); empty if the older tree has no leaves.</param>
    /// <returns><see cref="ProofFault.None"/> if the proof holds, otherwise why it does not.</returns>
    /// <remarks>
    /// Hostile proofs are answered, never thrown. Of a consistency path the nodes that lie in the older tree are its complete
    /// subtrees, from right to left: that is all one needs to go on from it. The nodes of the newer leaves are not believed but computed.
    /// </remarks>
    public static ProofFault Verify(ulong oldSize, Hash oldRoot, ReadOnlySpan<Hash> leaves, Hash root, ReadOnlySpan<Hash> path)
    {
        if (leaves.IsEmpty || (ulong)leaves.Length > TreeSize.Max || oldSize > TreeSize.Max - (ulong)leaves.Length)
            return ProofFault.IndexBeyondSize;

        ProofFault fault = ConsistencyProof.Verify(oldSize, oldRoot, oldSize + (ulong)leaves.Length, root, path);
        if (fault != ProofFault.None)
            return fault;

        Span<Hash> subtrees = stackalloc Hash[64];
        int count = CompleteSubtrees(oldSize, oldRoot, oldSize + (ulong)leaves.Length, path, subtrees);
        return Fold(oldSize, subtrees, count, leaves) == root ? ProofFault.None : ProofFault.RootMismatch;
    }

    // The path holds, so its shape is right. Left to right, largest first, as a stack takes them.
    private static int CompleteSubtrees(ulong oldSize, Hash oldRoot, ulong size, ReadOnlySpan<Hash> path, Span<Hash> subtrees)
    {
        if (oldSize == 0)
            return 0;
        if (BitOperations.IsPow2(oldSize))
        {
            subtrees[0] = oldRoot;
            return 1;
        }

        int count = BitOperations.PopCount(oldSize);
        int place = count - 1;
        subtrees[place--] = path[0];
        int levels = BitOperations.TrailingZeroCount(oldSize);
        ulong oldLast = (oldSize - 1) >> levels;
        ulong last = (size - 1) >> levels;
        foreach (ref readonly Hash sibling in path[1..])
        {
            if (oldLast == last && (oldLast & 1) == 0)
            {
                levels = BitOperations.TrailingZeroCount(oldLast);
                oldLast >>= levels;
                last >>= levels;
            }

            if ((oldLast & 1) == 1)
                subtrees[place--] = sibling;
            oldLast >>= 1;
            last >>= 1;
        }

        return count;
    }

    private static Hash Fold(ulong size, Span<Hash> stack, int count, ReadOnlySpan<Hash> leaves)
    {
        foreach (ref readonly Hash leaf in leaves)
        {
            // As carrying does in a binary number: each one bit at the end is a complete subtree that the next leaf completes a larger one with.
            Hash node = leaf;
            for (int carries = BitOperations.TrailingZeroCount(~size); carries > 0; carries--)
                node = TreeHash.Node(stack[--count], node);
            stack[count++] = node;
            size++;
        }

        Hash root = stack[--count];
        while (count > 0)
            root = TreeHash.Node(stack[--count], root);
        return root;
    }
}
