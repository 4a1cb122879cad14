namespace ImmuFunctions.Core.Merkle;

/// <summary>Names a complete subtree: the 2^Level leaves from Index·2^Level on.</summary>
/// <param name="Level">Height above the leaves, 0 to 63. Level 0 is a leaf.</param>
/// <param name="Index">Zero-based position among the nodes of this level, left to right.</param>
/// <remarks>Once its last leaf is in the log such a node never changes, whatever the tree grows to.</remarks>
public readonly record struct NodeId(int Level, ulong Index)
{
    /// <summary>The index of the first leaf below this node.</summary>
    public ulong From => Index << Level;

    /// <summary>One past the index of the last leaf below this node.</summary>
    public ulong To => (Index + 1) << Level;

    /// <summary>The tile that holds this node's hash, or from whose hashes it is computed.</summary>
    public TileId Tile => new(Level / TileId.Height, Index >> (TileId.Height - (Level % TileId.Height)));

    /// <summary>Whether all leaves of this node are in a tree of <paramref name="size"/> leaves; false for an impossible node.</summary>
    public bool IsCompleteAt(ulong size) => (uint)Level < 64 && Index < size >> Level;
}
