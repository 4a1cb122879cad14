using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The ledger as it was right after a slice's last frame: all that a manifest says besides the runs.</summary>
/// <param name="Tail">The tree.</param>
/// <param name="Page">The newest positions.</param>
/// <param name="End">The log's end.</param>
/// <param name="LastFrame">Where the last frame begins in its segment, in bytes.</param>
/// <param name="Requests">The last requests with an id, oldest first.</param>
internal sealed record SliceEnd(TreeTail Tail, PositionPage Page, LogEnd End, long LastFrame, CommittedRequest[] Requests)
{
    public Manifest ToManifest(IReadOnlyList<RunInfo> runs, bool hasValues) => new()
    {
        Size = Tail.Size,
        Root = Tail.Root,
        Segment = End.Segment,
        LastFrame = LastFrame,
        Position = End.Position,
        Frames = End.Frames,
        HasValues = hasValues,
        Tiles = PartialTiles(),
        Positions = Page.Rows[..(int)(Tail.Size % PositionPage.Width)],
        Runs = runs,
        Requests = Requests,
    };

    // Tiles and page have grown since, to the right of what belongs to this size.
    private List<Tile> PartialTiles()
    {
        var ids = new List<TileId>();
        TreeTail.AddPartialTiles(Tail.Size, ids);
        var tiles = new List<Tile>(ids.Count);
        foreach (TileId id in ids)
        {
            if (!Tail.TryGetTile(id, out Tile? tile))
                throw new System.Diagnostics.UnreachableException($"the tail of {Tail.Size} leaves lacks {id}");
            tiles.Add(Tile.FromHashes(id, tile.Hashes[..id.WidthAt(Tail.Size)]));
        }

        return tiles;
    }
}
