using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>Tiles are derived: missing or unfinished ones are made again from the log, changed ones are errors.</summary>
public sealed class TileTamperTests : IAsyncLifetime
{
    private const string HashTile = "tile/0/001";
    private const string PositionTile = "positions/001";

    private FolderLedger _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await FolderLedger.WriteAsync(700, 50, TestLedger.OneSegment);

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        return default;
    }

    [Fact]
    public async Task Load_SevenHundredEntries_WritesTwoTilesOfEachKind()
    {
        await using FolderStore store = _ledger.Open();

        Assert.Equal(["tile/0/000", HashTile], await store.ListAsync("tile/", Ct).Select(b => b.Name).ToListAsync(Ct));
        Assert.Equal(["positions/000", PositionTile], await store.ListAsync("positions/", Ct).Select(b => b.Name).ToListAsync(Ct));
    }

    [Theory]
    [InlineData(HashTile)]
    [InlineData(PositionTile)]
    public async Task Read_AnyByteOfATileChanged_IsCorruptAndNamesItOrIsRight(string tile)
    {
        byte[] whole = _ledger.Bytes(tile);
        for (int at = 0; at < whole.Length; at += 61)
        {
            _ledger.Flip(tile, at);
            LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, ReadEntry300Async);
            Assert.Contains(tile, e.Message, StringComparison.Ordinal);
            _ledger.Flip(tile, at);
        }

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
    }

    [Theory]
    [InlineData(HashTile)]
    [InlineData(PositionTile)]
    public async Task Read_TileLengthened_IsCorruptAndNamesIt(string tile)
    {
        _ledger.Write(tile, [.. _ledger.Bytes(tile), 1]);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, ReadEntry300Async);
        Assert.Contains(tile, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HashTile)]
    [InlineData(PositionTile)]
    public async Task Open_TileDeleted_IsMadeAgain(string tile)
    {
        byte[] whole = _ledger.Bytes(tile);
        File.Delete(_ledger.PathOf(tile));

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
        Assert.Equal(whole, _ledger.Bytes(tile));
    }

    [Theory]
    [InlineData(HashTile, 0)]
    [InlineData(HashTile, 4096)]
    [InlineData(HashTile, 8191)]
    [InlineData(PositionTile, 0)]
    [InlineData(PositionTile, 2000)]
    public async Task Read_TileCutShort_IsMadeAgain(string tile, int keep)
    {
        byte[] whole = _ledger.Bytes(tile);
        _ledger.Write(tile, whole.AsSpan(0, keep));

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
        Assert.Equal(whole, _ledger.Bytes(tile));
    }

    [Theory]
    [InlineData(HashTile)]
    [InlineData(PositionTile)]
    public async Task Read_TileWithAZeroedBlock_IsMadeAgain(string tile)
    {
        byte[] whole = _ledger.Bytes(tile);
        byte[] zeroed = [.. whole];
        zeroed.AsSpan(512, 512).Clear();
        _ledger.Write(tile, zeroed);

        Assert.Equal(_ledger.Before, await _ledger.ReopenAsync());
        Assert.Equal(whole, _ledger.Bytes(tile));
    }

    [Fact]
    public async Task Read_TilesDeletedWhileOpen_AreMadeAgain()
    {
        byte[] hashes = _ledger.Bytes(HashTile), positions = _ledger.Bytes(PositionTile);
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        File.Delete(_ledger.PathOf(HashTile));
        File.Delete(_ledger.PathOf(PositionTile));

        Assert.Equal(_ledger.Before, await Picture.OfAsync(await opened.NowAsync()));
        Assert.Equal(hashes, _ledger.Bytes(HashTile));
        Assert.Equal(positions, _ledger.Bytes(PositionTile));
    }

    [Fact]
    public async Task Proof_HashTileChanged_IsCorruptAndNamesIt()
    {
        _ledger.Flip(HashTile, 100);
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        Snapshot snapshot = await opened.NowAsync();

        foreach (Func<Task> ask in (Func<Task>[])[
            async () => await snapshot.InclusionAsync(300, 700, Ct),
            async () => await snapshot.ConsistencyAsync(300, 700, Ct),
            async () => await snapshot.RootAtAsync(300, Ct)])
        {
            LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, ask);
            Assert.Contains(HashTile, e.Message, StringComparison.Ordinal);
        }
    }

    // Found by these tests: an ArgumentException came out of the encoder.
    [Fact]
    public async Task Read_PositionTileDeletedAndTheSegmentChanged_IsCorruptAndNamesTheSegment()
    {
        string segment = Assert.Single(_ledger.Segments);
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        File.Delete(_ledger.PathOf(PositionTile));
        _ledger.Flip(segment, 50);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await (await opened.NowAsync()).EntryAsync(300, Ct));
        Assert.Contains(segment, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HashTileDeletedAndAnEntryOfItChanged_IsCorruptAndNamesTheSegment()
    {
        string segment = Assert.Single(_ledger.Segments);
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        int valueOf301 = _ledger.Bytes(segment).AsSpan().IndexOf("value-301"u8);
        File.Delete(_ledger.PathOf(HashTile));
        _ledger.Flip(segment, valueOf301);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await (await opened.NowAsync()).EntryAsync(300, Ct));
        Assert.Contains(segment, e.Message, StringComparison.Ordinal);
    }

    private async Task ReadEntry300Async()
    {
        await using FolderStore store = _ledger.Open();
        await using LedgerEngine opened = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        await (await opened.NowAsync()).EntryAsync(300, Ct);
    }
}
