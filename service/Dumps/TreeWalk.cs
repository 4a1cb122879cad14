using System.Runtime.CompilerServices;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Dumps;

/// <summary>Every node of a tree, level by level from the leaves, left to right.</summary>
/// <remarks>
/// Spec section 7.15: besides complete subtrees, the right edge has one node per level where two children meet; a child
/// without a sibling is not repeated above. Holds one hash in memory, whatever the tree's size.
/// </remarks>
internal static class TreeWalk
{
    /// <returns>The level that holds the root of a tree of <paramref name="size"/> leaves; at least one.</returns>
    public static int TopLevel(ulong size)
    {
        int level = 0;
        while (1UL << level < size)
            level++;
        return level;
    }

    public static async IAsyncEnumerable<TreeNode> NodesAsync(Snapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (snapshot.Size == 0)
            yield break;

        // The hash of the leaves behind the last complete node of the level; `meets` if it was made on this level.
        Hash? edge = null;
        bool meets = false;
        int top = TopLevel(snapshot.Size);
        for (int level = 0; level <= top; level++)
        {
            ulong complete = snapshot.Size >> level;
            Hash last = default;
            for (ulong position = 0; position < complete; position++)
            {
                last = await snapshot.NodeAsync(new NodeId(level, position), cancellationToken).ConfigureAwait(false);
                yield return new TreeNode(level, position, last);
            }

            if (meets)
                yield return new TreeNode(level, complete, edge!.Value);

            bool lone = complete % 2 == 1;
            meets = lone && edge is not null;
            if (lone)
                edge = edge is { } right ? TreeHash.Node(last, right) : last;
        }
    }
}
