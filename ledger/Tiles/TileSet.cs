using System.Diagnostics;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>The few tiles that one proof needs, read and checked.</summary>
internal readonly struct TileSet(List<Tile> tiles) : INodeSource
{
    public Hash Node(NodeId node)
    {
        TileId id = node.Tile;
        foreach (Tile tile in tiles)
        {
            if (tile.Id == id)
                return tile.Node(node);
        }

        throw new UnreachableException($"the plan did not ask for {id}");
    }
}
