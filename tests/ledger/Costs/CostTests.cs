using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>The cost contract: store operations per action. That concurrent sets share an append is in <c>GroupCommitTests</c>.</summary>
public sealed class CostTests
{
    [Fact]
    public async Task Append_OneBatchOfAnySize_IsOneOperation()
    {
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        store.Forget();

        await ledger.AppendAsync(Enumerable.Range(0, 200).Select(i => TestLedger.Draft($"{i}")).ToArray(), Ct);

        Assert.Equal(["append log/00000000000000000000.seg"], store.Operations);
    }

    [Fact]
    public async Task Append_TenTiles_WritesEachTileOfEachKindOnce()
    {
        var store = new CountingStore(new MemoryStore());
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment))
        {
            store.Forget();
            await ledger.LoadAsync(2560, perFrame: 20);
        }

        Assert.Equal(10, store.Count("put tile/"));
        Assert.Equal(10, store.Count("put positions/"));
        Assert.Equal(20, store.Count("put "));
        Assert.Equal(128, store.Count("append "));
        Assert.Equal(148, store.Operations.Count);
    }

    [Fact]
    public async Task Open_TilesAreThere_WritesNothingAgain()
    {
        var memory = new MemoryStore();
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(memory, TestLedger.OneSegment))
            await ledger.LoadAsync(600, perFrame: 20);
        var store = new CountingStore(memory);

        await (await TestLedger.OpenAsync(store, TestLedger.OneSegment)).DisposeAsync();

        Assert.Equal(0, store.Count("put ") + store.Count("append ") + store.Count("create ") + store.Count("delete "));
        Assert.Equal(["list log/", "list tile/0/", "list tile/1/", "list positions/"], store.Operations.Where(o => o.StartsWith("list ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(650)]
    public async Task Get_WarmOnAnExclusiveStore_IsOneReadAndNoProbe(ulong index)
    {
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        await ledger.LoadAsync(700, perFrame: 50);
        await WaitForTilesAsync(store, 4);
        store.Forget();

        Snapshot snapshot = await ledger.NowAsync();
        await snapshot.LatestAsync("key-1"u8.ToArray(), Ct);
        await snapshot.EntryAsync(index, Ct);

        Assert.Equal(["read log/00000000000000000000.seg"], store.Operations);
    }

    [Fact]
    public async Task Snapshot_OnASharedStoreWithNothingNew_IsOneProbe()
    {
        var store = new CountingStore(new MemoryStore(exclusive: false));
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        await ledger.LoadAsync(5);
        store.Forget();

        await ledger.NowAsync();

        Assert.Equal(["read log/00000000000000000000.seg"], store.Operations);
    }

    [Fact]
    public async Task Scan_Warm_ReadsNothing()
    {
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        await ledger.LoadAsync(100, perFrame: 50);
        store.Forget();

        await (await ledger.NowAsync()).CountKeysAsync(Ct);

        Assert.Empty(store.Operations);
    }

    [Fact]
    public async Task Idle_AfterLoad_IsNothing()
    {
        var store = new CountingStore(new MemoryStore(exclusive: false));
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.Small);
        await ledger.LoadAsync(600, perFrame: 20);
        await WaitForTilesAsync(store, 4);
        store.Forget();

        await Task.Delay(300, Ct);

        Assert.Empty(store.Operations);
    }

    // 700 entries: tile level 0 on each side, and above it the tail in memory.
    [Theory]
    [InlineData(10, 700)]
    [InlineData(300, 700)]
    [InlineData(300, 600)]
    [InlineData(10, 256)]
    public async Task Inclusion_Cold_IsAtMostOneTileReadPerEightLevelsAndSide(ulong index, ulong size)
    {
        (LedgerEngine ledger, CountingStore cold) = await OpenColdAsync();
        await using LedgerEngine opened = ledger;
        Snapshot snapshot = await ledger.NowAsync();
        cold.Forget();

        await snapshot.InclusionAsync(index, size, Ct);

        Assert.InRange(cold.Operations.Count, 0, 2);
        Assert.Equal(cold.Operations.Count, cold.Count("read tile/"));
    }

    [Theory]
    [InlineData(300, 700)]
    [InlineData(100, 600)]
    [InlineData(256, 512)]
    public async Task Consistency_Cold_IsAtMostOneTileReadPerEightLevelsAndSide(ulong oldSize, ulong size)
    {
        (LedgerEngine ledger, CountingStore cold) = await OpenColdAsync();
        await using LedgerEngine opened = ledger;
        Snapshot snapshot = await ledger.NowAsync();
        cold.Forget();

        await snapshot.ConsistencyAsync(oldSize, size, Ct);

        Assert.InRange(cold.Operations.Count, 0, 2);
        Assert.Equal(cold.Operations.Count, cold.Count("read tile/"));
    }

    [Fact]
    public async Task Entry_Cold_IsOnePositionTileOneHashTileAndOneLogRead()
    {
        (LedgerEngine ledger, CountingStore cold) = await OpenColdAsync();
        await using LedgerEngine opened = ledger;
        Snapshot snapshot = await ledger.NowAsync();
        cold.Forget();

        await snapshot.EntryAsync(300, Ct);

        Assert.Equal(["read positions/001", "read log/00000000000000000000.seg", "read tile/0/001"], cold.Operations);
    }

    private static async Task<(LedgerEngine Ledger, CountingStore Store)> OpenColdAsync()
    {
        var memory = new MemoryStore();
        await using (LedgerEngine warm = await TestLedger.OpenAsync(memory, TestLedger.OneSegment))
            await warm.LoadAsync(700, perFrame: 50);
        var cold = new CountingStore(memory);
        return (await TestLedger.OpenAsync(cold, TestLedger.OneSegment), cold);
    }

    // Tiles are written behind the commits.
    private static async Task WaitForTilesAsync(CountingStore store, int puts)
    {
        while (store.Count("put ") < puts)
            await Task.Delay(5, Ct);
    }
}
