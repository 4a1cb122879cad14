using System.Numerics;

namespace ImmuFunctions.Core.Merkle;

/// <summary>The leaves [From, To) of a tree, which have one hash in it.</summary>
/// <param name="From">Index of the first leaf.</param>
/// <param name="To">One past the index of the last leaf; greater than <paramref name="From"/>.</param>
public readonly record struct Subtree(ulong From, ulong To)
{
    /// <summary>Whether it is a node of every tree of at least <see cref="To"/> leaves: a power of two of leaves, beginning at a multiple of it.</summary>
    public bool IsComplete => BitOperations.IsPow2(To - From) && (From & (To - From - 1)) == 0;

    /// <summary>The node, if <see cref="IsComplete"/>.</summary>
    /// <exception cref="InvalidOperationException">The subtree is not complete.</exception>
    public NodeId Node
    {
        get
        {
            if (!IsComplete)
                throw new InvalidOperationException($"[{From}, {To}) is not a complete subtree.");
            var level = BitOperations.Log2(To - From);
            return new NodeId(level, From >> level);
        }
    }
}
