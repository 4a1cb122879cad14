using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Reads hash tiles, each checked against the tree before it is used.</summary>
/// <remarks>A full tile's root is a hash in the tile above it, and so on up to the tiles of a snapshot's right edge, which the
/// ledger computed itself. A tile that is missing is made again from the log; one that differs is an error.</remarks>
internal sealed class HashTiles(DerivedBlobs blobs, StorageNames names, LedgerCache cache, LogEntries entries, ILogger log)
{
    /// <summary>What a full tile occupies in memory: 511 hashes, as inner nodes are kept, and about 64 bytes of objects around them.</summary>
    public const int MemoryBytes = (((2 * Tile.Width) - 1) * Hash.Size) + 64;

    /// <summary>The tile <paramref name="id"/> with at least the hashes it has in <paramref name="tail"/>'s tree.</summary>
    public ValueTask<Tile> GetAsync(TileId id, TreeTail tail, CancellationToken cancellationToken)
    {
        if (tail.TryGetTile(id, out Tile? tile) || cache.TryGet(CacheKey.Tile(id), out tile))
            return new(tile);
        return LoadAsync(id, tail, cancellationToken);
    }

    private async ValueTask<Tile> LoadAsync(TileId id, TreeTail tail, CancellationToken cancellationToken)
    {
        var parentId = new TileId(id.Level + 1, id.Index / Tile.Width);
        Tile parent = await GetAsync(parentId, tail, cancellationToken).ConfigureAwait(false);
        Hash expected = parent.Hashes[(int)(id.Index % Tile.Width)];

        Tile? stored = await TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            TileLog.Rebuilding(log, names.Tile(id));
            Tile rebuilt = await RebuildAsync(id, useStored: true, cancellationToken).ConfigureAwait(false);
            if (rebuilt.Root() != expected)
                throw await ExplainAsync(rebuilt, expected, cancellationToken).ConfigureAwait(false);
            await blobs.ReplaceAsync(names.Tile(id), Hash.AsBytes(rebuilt.Hashes).ToArray(), cancellationToken).ConfigureAwait(false);
            stored = rebuilt;
        }
        else if (stored.Root() != expected)
        {
            throw LedgerException.Corrupt(
                $"{names.Tile(id)} was changed: it covers entries {FirstLeaf(id)} to {LastLeaf(id)}, its root is {stored.Root()}, the tree holds {expected}. Delete the file to have it made again from the log.");
        }

        cache.Add(CacheKey.Tile(id), stored, MemoryBytes);
        return stored;
    }

    private async ValueTask<Tile?> TryReadAsync(TileId id, CancellationToken cancellationToken) =>
        await blobs.TryReadAsync(names.Tile(id), Tile.ByteLength, cancellationToken).ConfigureAwait(false) is { } bytes ? Tile.Parse(id, bytes) : null;

    // From the stored tiles below, or from nothing but the log.
    private async ValueTask<Tile> RebuildAsync(TileId id, bool useStored, CancellationToken cancellationToken)
    {
        var hashes = new Hash[Tile.Width];
        for (int i = 0; i < Tile.Width; i++)
        {
            ulong child = (id.Index * Tile.Width) + (ulong)i;
            hashes[i] = id.Level == 0
                ? (await entries.ReadUncheckedAsync(child, cancellationToken).ConfigureAwait(false)).Leaf
                : await RootOfAsync(new TileId(id.Level - 1, child), useStored, cancellationToken).ConfigureAwait(false);
        }

        return Tile.FromHashes(id, hashes);
    }

    // Not checked here: the tile that is being made from these roots is.
    private async ValueTask<Hash> RootOfAsync(TileId id, bool useStored, CancellationToken cancellationToken)
    {
        if (cache.TryGet(CacheKey.Tile(id), out Tile? known))
            return known.Root();
        Tile? stored = useStored ? await TryReadAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return (stored ?? await RebuildAsync(id, useStored, cancellationToken).ConfigureAwait(false)).Root();
    }

    // A tile made again is not what the tree holds: a stored tile below it was changed, or the log.
    private async ValueTask<LedgerException> ExplainAsync(Tile wrong, Hash expected, CancellationToken cancellationToken)
    {
        TileId id = wrong.Id;
        string range = $"entries {FirstLeaf(id)} to {LastLeaf(id)}";
        if (id.Level == 0)
        {
            string segments = await entries.SegmentsOfAsync(id.Index, cancellationToken).ConfigureAwait(false);
            return LedgerException.Corrupt($"{range} in {segments} hash to {wrong.Root()}, the tree holds {expected}");
        }

        Tile right = await RebuildAsync(id, useStored: false, cancellationToken).ConfigureAwait(false);
        if (right.Root() != expected)
            return LedgerException.Corrupt($"{range} in {names.Segments} hash to {right.Root()}, the tree holds {expected}");
        int differs = right.Hashes.CommonPrefixLength(wrong.Hashes);
        var below = new TileId(id.Level - 1, (id.Index * Tile.Width) + (ulong)differs);
        return LedgerException.Corrupt($"{names.Tile(below)}, or a tile below it, was changed: it covers entries {FirstLeaf(below)} to {LastLeaf(below)}, which are sound in the log. Delete the file to have it made again.");
    }

    private static ulong FirstLeaf(TileId id) => id.Index << (TileId.Height * (id.Level + 1));

    private static ulong LastLeaf(TileId id) => ((id.Index + 1) << (TileId.Height * (id.Level + 1))) - 1;
}
