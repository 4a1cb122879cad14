using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>The full hash tiles and position tiles that storage holds, by name only.</summary>
internal sealed class StoredTiles
{
    public HashSet<TileId> Tiles { get; } = [];

    public HashSet<ulong> Positions { get; } = [];

    public static async Task<StoredTiles> ListAsync(IBlobStore store, StorageNames names, CancellationToken cancellationToken)
    {
        var stored = new StoredTiles();
        await foreach (BlobInfo blob in store.ListAsync(names.Tiles, cancellationToken).ConfigureAwait(false))
        {
            if (TilePath.TryParse(names.Local(blob.Name), out TileId id, out int width) && width == Tile.Width)
                stored.Tiles.Add(id);
        }

        await foreach (BlobInfo blob in store.ListAsync(names.PositionTiles, cancellationToken).ConfigureAwait(false))
        {
            if (TilePath.TryParseIndex(blob.Name.AsSpan(names.PositionTiles.Length), out ulong number))
                stored.Positions.Add(number);
        }

        return stored;
    }

    /// <summary>The name of a tile about entries that a log of <paramref name="size"/> entries does not have, or null.</summary>
    public string? FirstBeyond(ulong size, StorageNames names)
    {
        foreach (TileId id in Tiles)
        {
            int leafBits = TileId.Height * (id.Level + 1);
            if (id.Index >= size >> leafBits)
                return names.Tile(id);
        }

        foreach (ulong number in Positions)
        {
            if (number >= size / PositionPage.Width)
                return names.PositionTile(number);
        }

        return null;
    }
}
