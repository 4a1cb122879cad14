using System.Runtime.CompilerServices;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>The full hash tiles and position tiles that storage holds, by name only.</summary>
internal sealed class StoredTiles
{
    public HashSet<TileId> Tiles { get; } = [];

    public HashSet<ulong> Positions { get; } = [];

    /// <summary>Lists the tiles of entries from <paramref name="from"/> on; some older ones may be among them.</summary>
    public static async Task<StoredTiles> ListAsync(IBlobStore store, StorageNames names, ulong from, CancellationToken cancellationToken)
    {
        var stored = new StoredTiles();
        for (int level = 0; level <= TileId.MaxLevel; level++)
        {
            // Folders before the one that the next tile belongs in hold older ones only.
            ulong next = from >> (TileId.Height * level) >> TileId.Height;
            bool any = next > 0;
            await foreach (string name in ListFromAsync(store, $"{names.Tiles}{level}/", next, cancellationToken).ConfigureAwait(false))
            {
                any = true;
                if (TilePath.TryParse(names.Local(name), out TileId id, out int width) && width == Tile.Width)
                    stored.Tiles.Add(id);
            }

            if (!any)
                break; // a level without tiles has none above it
        }

        await foreach (string name in ListFromAsync(store, names.PositionTiles, from / PositionPage.Width, cancellationToken).ConfigureAwait(false))
        {
            if (TilePath.TryParseIndex(name.AsSpan(names.PositionTiles.Length), out ulong number))
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

    // Tiles lie in folders of a thousand: one folder after another, until one has none.
    private static async IAsyncEnumerable<string> ListFromAsync(
        IBlobStore store, string all, ulong first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const ulong FolderTiles = 1000;
        for (ulong number = first; ; number = ((number / FolderTiles) + 1) * FolderTiles)
        {
            string index = TilePath.FormatIndex(number);
            string folder = all + index[..(index.LastIndexOf('/') + 1)];
            bool any = false;
            await foreach (BlobInfo blob in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                any = true;
                yield return blob.Name;
            }

            if (!any || folder == all)
                yield break;
        }
    }
}
