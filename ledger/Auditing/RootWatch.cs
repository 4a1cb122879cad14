using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Finds the log's root at one size, when a walk comes by.</summary>
/// <param name="size">Entries.</param>
internal sealed class RootWatch(ulong size)
{
    public ulong Size => size;

    /// <summary>The root, once it is known.</summary>
    public Hash? Root { get; private set; } = size == 0 ? Hash.EmptyTree : null;

    /// <summary>Looks at a tree.</summary>
    public void Look(TreeTail tail)
    {
        if (tail.Size == size)
            Root = tail.Root;
    }

    /// <summary>Looks at the frame that <paramref name="walk"/> has just read.</summary>
    /// <returns>Whether it ends at the size.</returns>
    public bool Look(LogWalk walk)
    {
        if (walk.Before.Size < size && size < walk.Size)
            Root = walk.Before.Append(walk.Frame.Leaves[..(int)(size - walk.Before.Size)], []).Root;
        Look(walk.Tail);
        return walk.Size == size;
    }
}
