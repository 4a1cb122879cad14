using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger;

public sealed partial class Snapshot
{
    /// <summary>The first hashes of a tile, for whoever computes proofs by themselves.</summary>
    /// <param name="id">Any tile.</param>
    /// <param name="width">1 to 256. Fewer than 256 are those of the partial tile of an earlier or of this size: they never change.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns><paramref name="width"/> hashes of 32 bytes each; null if the tile has not so many yet.</returns>
    /// <exception cref="LedgerException">Corrupt: what is stored is not what was written.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> TileAsync(TileId id, int width, CancellationToken cancellationToken)
    {
        RequireWidth(width);
        if (!Covers(id, width))
            return null;
        Tile tile = await _reader.Tiles.GetAsync(id, Tail, cancellationToken).ConfigureAwait(false);
        return Hash.AsBytes(tile.Hashes[..width]).ToArray();
    }

    /// <summary>The entries of a level-0 tile, in as few reads as they lie in pieces of the log: one, as long as they are in one segment.</summary>
    /// <param name="number">The tile's index: entries from 256 times this on.</param>
    /// <param name="width">How many, 1 to 256.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>Each compared with the tree; null if the log has not so many yet.</returns>
    /// <exception cref="LedgerException">Corrupt: what is stored is not what was written.</exception>
    public async ValueTask<EntryRange?> BundleAsync(ulong number, int width, CancellationToken cancellationToken)
    {
        RequireWidth(width);
        var id = new TileId(0, number);
        if (!Covers(id, width))
            return null;
        PositionPage positions = number == _page.Number ? _page : await _reader.Positions.GetAsync(number, cancellationToken).ConfigureAwait(false);
        Tile leaves = await _reader.Tiles.GetAsync(id, Tail, cancellationToken).ConfigureAwait(false);
        return await _reader.Entries.ReadRangeAsync(positions, width, leaves, cancellationToken).ConfigureAwait(false);
    }

    private static void RequireWidth(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.Width);
    }

    private bool Covers(TileId id, int width) => id.IsPossible && id.WidthAt(Size) >= width;
}
