using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Merkle;

/// <summary>Where a proof's complete subtrees come from: tiles already read, the <see cref="TreeTail"/>, or both.</summary>
/// <remarks>Called without waiting for anything, so whatever is needed is fetched beforehand: <see cref="ProofPlan.AddTiles"/>.</remarks>
public interface INodeSource
{
    /// <summary>The hash of a complete subtree.</summary>
    /// <param name="node">Complete in the tree in question.</param>
    Hash Node(NodeId node);
}
