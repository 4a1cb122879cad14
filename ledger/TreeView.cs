using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger;

/// <summary>The Merkle tree at one size, past or present: its root and the proofs for it.</summary>
/// <remarks>A proof's ragged right-hand subtrees are folded once for the size; everything else is read from tiles.</remarks>
public sealed class TreeView
{
    private readonly Spine _spine;
    private readonly TreeTail _tail;
    private readonly HashTiles _tiles;

    internal TreeView(Spine spine, TreeTail tail, HashTiles tiles)
    {
        _spine = spine;
        _tail = tail;
        _tiles = tiles;
    }

    /// <summary>Number of leaves.</summary>
    public ulong Size => _spine.Size;

    /// <summary>Root over the leaves.</summary>
    public Hash Root => _spine.Root;

    /// <summary>Path of the leaf <paramref name="index"/>, leaf to root.</summary>
    /// <param name="index">Less than <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public ValueTask<Hash[]> InclusionAsync(ulong index, CancellationToken cancellationToken) =>
        BuildAsync(ProofPlan.Inclusion(index, Size), cancellationToken);

    /// <summary>Path from the tree of <paramref name="oldSize"/> leaves to this one; empty if they are the same or the old one is empty.</summary>
    /// <param name="oldSize">At most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public ValueTask<Hash[]> ConsistencyAsync(ulong oldSize, CancellationToken cancellationToken) =>
        BuildAsync(ProofPlan.Consistency(oldSize, Size), cancellationToken);

    internal static async ValueTask<TreeView> AtAsync(ulong size, TreeTail tail, HashTiles tiles, CancellationToken cancellationToken)
    {
        var needed = new List<TileId>();
        Spine.AddTiles(size, needed);
        TileSet nodes = await ReadAsync(needed, tail, tiles, cancellationToken).ConfigureAwait(false);
        return new TreeView(Spine.At(size, nodes), tail, tiles);
    }

    private async ValueTask<Hash[]> BuildAsync(ProofPlan plan, CancellationToken cancellationToken)
    {
        var needed = new List<TileId>();
        plan.AddTiles(needed);                                                                   // which tiles
        TileSet nodes = await ReadAsync(needed, _tail, _tiles, cancellationToken).ConfigureAwait(false); // read them
        return plan.Build(_spine, nodes);                                                         // what follows
    }

    private static async ValueTask<TileSet> ReadAsync(List<TileId> needed, TreeTail tail, HashTiles tiles, CancellationToken cancellationToken)
    {
        var read = new List<Tile>(needed.Count);
        foreach (TileId id in needed)
            read.Add(await tiles.GetAsync(id, tail, cancellationToken).ConfigureAwait(false));
        return new TileSet(read);
    }
}
