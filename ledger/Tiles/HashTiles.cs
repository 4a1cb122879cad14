using System.Buffers;
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

    // A tile that is read often is soon in memory again.
    private const uint ReturnsPerEntry = 8;

    private uint _returns;

    /// <summary>The tile <paramref name="id"/> with at least the hashes it has in <paramref name="tail"/>'s tree.</summary>
    public ValueTask<Tile> GetAsync(TileId id, TreeTail tail, CancellationToken cancellationToken)
    {
        if (tail.TryGetTile(id, out Tile? tile) || cache.TryGet(CacheKey.Tile(id), out tile))
            return new(tile);
        return LoadAsync(id, tail, cancellationToken);
    }

    /// <summary>The leaf hash of an entry.</summary>
    /// <remarks>Of a tile that is known but no longer in memory only the one hash is taken: making the tile again, with its inner nodes, costs more than all else about a read.</remarks>
    public ValueTask<Hash> LeafAsync(ulong index, TreeTail tail, CancellationToken cancellationToken)
    {
        var id = new TileId(0, index / Tile.Width);
        return tail.TryGetTile(id, out Tile? tile) || cache.TryGet(CacheKey.Tile(id), out tile)
            ? new(tile.Hashes[(int)(index % Tile.Width)])
            : ReadLeafAsync(id, (int)(index % Tile.Width), tail, cancellationToken);
    }

    private async ValueTask<Hash> ReadLeafAsync(TileId id, int place, TreeTail tail, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Tile.ByteLength + 1);
        try
        {
            bool isThere = await blobs.TryReadAsync(names.Tile(id), buffer.AsMemory(0, Tile.ByteLength + 1), cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> bytes = buffer.AsMemory(0, Tile.ByteLength);
            bool isKnown = isThere && cache.Known.Contains(CacheKey.Tile(id), bytes.Span);
            if (isKnown && Interlocked.Increment(ref _returns) % ReturnsPerEntry != 0)
                return Hash.AsHashes(bytes.Span)[place];
            Tile? stored = isThere ? Tile.Parse(id, bytes.Span) : null;
            return (await CheckAsync(id, stored, tail, cancellationToken).ConfigureAwait(false)).Hashes[place];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<Tile> LoadAsync(TileId id, TreeTail tail, CancellationToken cancellationToken)
    {
        Tile? stored = await TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        return await CheckAsync(id, stored, tail, cancellationToken).ConfigureAwait(false);
    }

    // Compares a stored tile with the tile above it, or makes a missing one again, and keeps it.
    private async ValueTask<Tile> CheckAsync(TileId id, Tile? stored, TreeTail tail, CancellationToken cancellationToken)
    {
        var parentId = new TileId(id.Level + 1, id.Index / Tile.Width);
        Tile parent = await GetAsync(parentId, tail, cancellationToken).ConfigureAwait(false);
        Hash expected = parent.Hashes[(int)(id.Index % Tile.Width)];

        if (stored is not null && stored.Root() != expected)
        {
            throw LedgerException.Corrupt(
                $"{names.Tile(id)} was changed: it covers entries {FirstLeaf(id)} to {LastLeaf(id)}, its root is {stored.Root()}, the tree holds {expected}. Delete the file to have it made again from the log.");
        }

        Tile tile = stored ?? await MakeAgainAsync(id, expected, cancellationToken).ConfigureAwait(false);
        cache.Known.Add(CacheKey.Tile(id), Hash.AsBytes(tile.Hashes));
        cache.Add(CacheKey.Tile(id), tile, MemoryBytes);
        return tile;
    }

    private async ValueTask<Tile> MakeAgainAsync(TileId id, Hash expected, CancellationToken cancellationToken)
    {
        TileLog.Rebuilding(log, names.Tile(id));
        Tile tile = await RebuildAsync(id, useStored: true, cancellationToken).ConfigureAwait(false);
        if (tile.Root() != expected)
            throw await ExplainAsync(tile, expected, cancellationToken).ConfigureAwait(false);
        await blobs.ReplaceAsync(names.Tile(id), Hash.AsBytes(tile.Hashes).ToArray(), cancellationToken).ConfigureAwait(false);
        return tile;
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
