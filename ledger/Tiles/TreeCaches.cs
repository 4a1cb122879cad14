using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Tiles and positions in memory; what is in here has been checked against the tree.</summary>
internal sealed class TreeCaches(long budget)
{
    // Tiles are kept with their inner nodes, 510 hashes; position pages hold 256 rows. Their sizes divide the budget.
    private const int TileBytes = 510 * 32;
    private const int PageBytes = PositionPage.Width * 24;

    public ClockCache<TileId, Tile> Tiles { get; } = new(budget * TileBytes / (TileBytes + PageBytes), TileBytes);

    public ClockCache<ulong, PositionPage> Positions { get; } = new(budget * PageBytes / (TileBytes + PageBytes), PageBytes);
}
