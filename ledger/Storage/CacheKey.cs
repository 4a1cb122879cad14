using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Names one value in the <see cref="LedgerCache"/>.</summary>
/// <param name="Kind">What it is; says what the numbers mean.</param>
/// <param name="A">Tile: its index. Positions: the page's number. Directory, block: first entry of the run.</param>
/// <param name="B">Directory, block: one past the last entry of the run; otherwise 0.</param>
/// <param name="C">Tile: its level. Directory, block: where in the run. Otherwise 0.</param>
internal readonly record struct CacheKey(CachedKind Kind, ulong A, ulong B, uint C)
{
    public static CacheKey Tile(TileId id) => new(CachedKind.Tile, id.Index, 0, (uint)id.Level);

    public static CacheKey Positions(ulong number) => new(CachedKind.Positions, number, 0, 0);
}
