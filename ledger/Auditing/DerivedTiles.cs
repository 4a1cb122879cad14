using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Compares stored hash tiles and position tiles with what follows from the log.</summary>
/// <remarks>A tile that is not there, or only as a power failure leaves it (<see cref="UnfinishedWrite"/>), is counted and no failure: readers
/// make it again from the log. Tiles are read several at a time.</remarks>
internal sealed class DerivedTiles(IBlobStore store, StorageNames names)
{
    private const int MostAtOnce = 16;

    private readonly List<(string Name, byte[] Expected, TileId? Tile, ulong Number)> _waiting = [];
    private PositionPage? _page;
    private long _compared;
    private long _missing;

    /// <summary>Tiles compared so far.</summary>
    public long Compared => Interlocked.Read(ref _compared);

    /// <summary>Tiles that are not there.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>Where the entries after the last full position tile lie, if the walk has read all of them.</summary>
    public IReadOnlyList<EntryPosition>? PositionsAt(ulong size) => (int)(size % PositionPage.Width) switch
    {
        0 => [],
        var count => _page is { } page && page.Number == size / PositionPage.Width ? page.Rows[..count] : null,
    };

    /// <summary>Begins another walk.</summary>
    public void Begin() => _page = null;

    /// <summary>Takes in the frame that <paramref name="walk"/> has just read.</summary>
    /// <exception cref="AuditFailureException">A tile is not what follows from the log.</exception>
    public async ValueTask TakeAsync(LogWalk walk, CancellationToken cancellationToken)
    {
        foreach (Tile tile in walk.Frame.Filled)
            await AddAsync(names.Tile(tile.Id), Hash.AsBytes(tile.Hashes).ToArray(), tile.Id, tile.Id.Index, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < walk.Frame.Records.Length; i++)
        {
            RecordPlace record = walk.Frame.Records[i];
            ulong index = walk.Frame.Header.FirstIndex + (ulong)i;
            if (index % PositionPage.Width == 0)
                _page = new PositionPage(index / PositionPage.Width);
            if (_page is null)
                continue; // begun within a tile
            _page.Rows[index % PositionPage.Width] = walk.PositionOf(record);
            if (index % PositionPage.Width == PositionPage.Width - 1)
                await AddAsync(names.PositionTile(_page.Number), PositionTile.Encode(_page.Number, _page.Rows), null, _page.Number, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Compares what is still waiting.</summary>
    /// <exception cref="AuditFailureException">A tile is not what follows from the log.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        AuditFailure?[] found = await Task.WhenAll(_waiting.Select(w => CompareAsync(w.Name, w.Expected, w.Tile, w.Number, cancellationToken))).ConfigureAwait(false);
        _waiting.Clear();
        if (Array.Find(found, f => f is not null) is { } failure)
            throw new AuditFailureException(failure);
    }

    private async ValueTask AddAsync(string name, byte[] expected, TileId? tile, ulong number, CancellationToken cancellationToken)
    {
        _waiting.Add((name, expected, tile, number));
        if (_waiting.Count >= MostAtOnce)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditFailure?> CompareAsync(string name, byte[] expected, TileId? tile, ulong number, CancellationToken cancellationToken)
    {
        var stored = new byte[expected.Length + 1];
        int read = await store.ReadAsync(name, 0, stored, cancellationToken).ConfigureAwait(false);
        if (read == expected.Length && stored.AsSpan(0, read).SequenceEqual(expected))
        {
            Interlocked.Increment(ref _compared);
            return null;
        }

        if (read < 0 || UnfinishedWrite.Explains(stored.AsSpan(0, Math.Min(read, expected.Length)), expected.Length))
        {
            Interlocked.Increment(ref _missing);
            return null;
        }

        int at = stored.AsSpan(0, expected.Length).CommonPrefixLength(expected);
        return tile is { } id
            ? OtherHash(name, id, Math.Min(at / Hash.Size, Tile.Width - 1), expected, stored)
            : OtherPosition(name, number, Math.Min(at, expected.Length - 1), expected, stored);
    }

    private static AuditFailure OtherHash(string name, TileId id, int place, byte[] expected, byte[] stored)
    {
        int leafBits = TileId.Height * id.Level;
        ulong first = ((id.Index * Tile.Width) + (ulong)place) << leafBits;
        return new AuditFailure(
            AuditFault.HashTile, name, first, first + (1UL << leafBits) - 1,
            Convert.ToHexStringLower(expected.AsSpan(place * Hash.Size, Hash.Size)), Convert.ToHexStringLower(stored.AsSpan(place * Hash.Size, Hash.Size)),
            $"hash {place} of {name} is not what follows from the log");
    }

    private static AuditFailure OtherPosition(string name, ulong number, int at, byte[] expected, byte[] stored)
    {
        // Twelve bytes of head, then sixteen to an entry, then the checksum.
        int row = Math.Clamp((at - 12) / 16, 0, PositionPage.Width - 1);
        bool isRow = at >= 12 && at < expected.Length - sizeof(uint);
        ulong first = number * PositionPage.Width;
        return new AuditFailure(
            AuditFault.PositionTile, name, isRow ? first + (ulong)row : first, isRow ? first + (ulong)row : first + PositionPage.Width - 1,
            $"{expected[at]:x2}", $"{stored[at]:x2}", $"byte {at} of {name} is not what follows from the log");
    }
}
