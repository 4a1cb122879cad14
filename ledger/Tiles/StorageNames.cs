using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Blob names of one ledger.</summary>
/// <param name="Prefix">Put before every name; empty or ending in '/'.</param>
internal sealed record StorageNames(string Prefix)
{
    public string Segments => Prefix + "log/";

    public string Tiles => Prefix + "tile/";

    public string PositionTiles => Prefix + "positions/";

    public string Index => Prefix + RunName.Folder;

    public string Manifest => Prefix + ManifestCodec.Name;

    public string Settings => Prefix + "settings";

    public string Checkpoint => Prefix + "checkpoint";

    public string Segment(ulong firstIndex) => Prefix + SegmentName.Format(firstIndex);

    public string Tile(TileId id) => Prefix + TilePath.Format(id);

    public string PositionTile(ulong number) => Prefix + Core.Log.PositionTile.Path(number);

    public string Run(ulong from, ulong to) => Prefix + RunName.Format(from, to);

    /// <summary>The name without the prefix.</summary>
    public string Local(string name) => name[Prefix.Length..];
}
