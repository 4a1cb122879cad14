using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>A tree as a ledger keeps it: the newest tail and the tiles that were filled.</summary>
public sealed class GrownTree : INodeSource
{
    private readonly Dictionary<TileId, Tile> _tiles = [];

    /// <summary>The newest tail.</summary>
    public TreeTail Tail { get; private set; } = TreeTail.Empty;

    /// <summary>The full tiles.</summary>
    public IReadOnlyDictionary<TileId, Tile> Tiles => _tiles;

    /// <summary>A tree of the reference's leaves, grown by appends of the sizes given in turn.</summary>
    public static GrownTree Of(ulong size, params int[] batches)
    {
        var tree = new GrownTree();
        for (var i = 0; tree.Tail.Size < size; i++)
        {
            var to = Math.Min(size, tree.Tail.Size + (ulong)batches[i % batches.Length]);
            tree.Append(ReferenceTree.Leaves(tree.Tail.Size, to));
        }

        return tree;
    }

    /// <summary>Appends and keeps what was filled.</summary>
    public void Append(ReadOnlySpan<Hash> leaves)
    {
        var filled = new List<Tile>();
        Tail = Tail.Append(leaves, filled);
        foreach (var tile in filled)
            _tiles.Add(tile.Id, tile);
    }

    /// <summary>The tile of any name, full or partial.</summary>
    public Tile Tile(TileId id) => Tail.TryGetTile(id, out var tile) ? tile : _tiles[id];

    /// <inheritdoc/>
    public Hash Node(NodeId node) => Tail.TryGetNode(node, out var hash) ? hash : _tiles[node.Tile].Node(node);

    /// <summary>Builds an inclusion proof for any size up to the tail's.</summary>
    public Hash[] Inclusion(ulong index, ulong size) => Build(ProofPlan.Inclusion(index, size));

    /// <summary>Builds a consistency proof for any sizes up to the tail's.</summary>
    public Hash[] Consistency(ulong oldSize, ulong size) => Build(ProofPlan.Consistency(oldSize, size));

    // Only from the tiles that the plan and the spine ask for, as a ledger that has to read them first would.
    private Hash[] Build(ProofPlan plan)
    {
        var needed = new List<TileId>();
        plan.AddTiles(needed);
        Spine.AddTiles(plan.Size, needed);
        Assert.Equal(needed.Count, needed.Distinct().Count());
        var source = new TileNodes(needed.ToDictionary(id => id, Tile));
        return plan.Build(Spine.At(plan.Size, source), source);
    }

    private readonly struct TileNodes(Dictionary<TileId, Tile> tiles) : INodeSource
    {
        public Hash Node(NodeId node) => tiles[node.Tile].Node(node);
    }
}
