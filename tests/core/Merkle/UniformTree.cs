using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>A tree of equal leaves, where a node's hash depends on its level only: trees of 2^63 leaves fit a test.</summary>
public sealed class UniformTree : INodeSource
{
    private readonly Hash[] _levels = new Hash[64];

    public UniformTree()
    {
        _levels[0] = ReferenceTree.Leaf(0);
        for (var level = 1; level < _levels.Length; level++)
            _levels[level] = TreeHash.Node(_levels[level - 1], _levels[level - 1]);
    }

    /// <summary>Every leaf.</summary>
    public Hash Leaf => _levels[0];

    /// <inheritdoc/>
    public Hash Node(NodeId node) => _levels[node.Level];

    /// <summary>A full tile.</summary>
    public Tile Tile(TileId id) =>
        Core.Merkle.Tile.FromHashes(id, Enumerable.Repeat(_levels[TileId.Height * id.Level], Core.Merkle.Tile.Width).ToArray());

    /// <summary>The root of any size.</summary>
    public Hash Root(ulong size) => Spine.At(size, this).Root;

    /// <summary>Builds an inclusion proof.</summary>
    public Hash[] Inclusion(ulong index, ulong size) => ProofPlan.Inclusion(index, size).Build(Spine.At(size, this), this);

    /// <summary>Builds a consistency proof.</summary>
    public Hash[] Consistency(ulong oldSize, ulong size) =>
        ProofPlan.Consistency(oldSize, size).Build(Spine.At(size, this), this);
}
