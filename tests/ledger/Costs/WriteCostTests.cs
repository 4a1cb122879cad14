using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>What writing costs, and the upkeep behind it.</summary>
[Collection(LoadedLedgersCollection.Name)]
public sealed class WriteCostTests(LoadedLedgers ledgers)
{
    private const int TileWidth = 256;

    // A slice ends with the first batch that gives it 65,536 entries.
    private const int LoadedSliceEntries = 66_000;

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public void Append_SetsWhileAnAppendIsUnderWay_AreOneFurtherAppend(int size)
    {
        string[] operations = ledgers.Of(size).Concurrent;

        Assert.Equal(2, operations.Of("append ")); // the one that was under way, and that of all the others

        // They complete at most one tile of 256, and with it at most one of each level above.
        Assert.InRange(operations.Of("put tile/0/"), 0, 2);
        Assert.InRange(operations.Length, 2, 7);
    }

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public void Load_InBatches_IsOneAppendEach(int size) =>
        Assert.Equal(size / LoadedLedger.BatchEntries, ledgers.Of(size).Loading.Of("append "));

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public void Upkeep_Per256Entries_IsOneHashTileAndOnePositionTile(int size)
    {
        string[] operations = ledgers.Of(size).Loading;

        Assert.Equal(size / TileWidth, operations.Of("put positions/"));
        Assert.Equal(size / TileWidth, operations.Of("put tile/0/"));
        Assert.Equal(size / TileWidth / TileWidth, operations.Of("put tile/1/"));
        Assert.Equal((size / TileWidth) + (size / TileWidth / TileWidth), operations.Of("put tile/"));
    }

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public void Upkeep_PerSlice_IsOneUploadAndOneManifest(int size)
    {
        string[] operations = ledgers.Of(size).Loading;
        int slices = size / LoadedSliceEntries;

        Assert.Equal(slices, operations.Of("upload "));
        Assert.Equal(slices, operations.Of("put index/"));
        Assert.Equal(0, operations.Of("delete "));
        Assert.Equal(0, operations.RunReads()); // so few slices are not merged
    }

    // 60 slices and their merges: C(8, 6) + C(7, 5) + C(5, 4) + C(4, 3) + C(2, 2) + C(1, 1) of them are as few runs as planned.
    [Fact]
    public async Task Upkeep_ManySlices_MergesAreAsFewAsPlannedAndWriteEachRowAFewTimes()
    {
        const int Slices = 60, SliceEntries = 500;
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options with { SliceEntries = SliceEntries, RunGrace = TimeSpan.FromHours(1), Time = TimeProvider.System });
        store.Forget();
        for (int i = 0; i < Slices; i++)
        {
            await ledger.LoadAsync(SliceEntries, perFrame: SliceEntries);
            await ledger.SettleAsync(Ct); // one after the other: no merge is saved by coming late
        }

        string[] uploads = [.. store.Take().Where(o => o.StartsWith("upload ", StringComparison.Ordinal)).Select(o => o["upload ".Length..])];
        long written = uploads.Sum(name => RunName.TryParse(name, out ulong from, out ulong to) ? (long)(to - from) : throw new InvalidOperationException(name));

        Assert.Equal(uploads.Length, uploads.Distinct().Count());
        Assert.InRange(uploads.Length, Slices, 2 * Slices);
        Assert.InRange(written, Slices * SliceEntries, 4 * Slices * SliceEntries);
        Assert.Equal(RunPlan.For(Slices), (await Sliced.ManifestAsync(store)).Runs.Select(r => r.Slices));
    }

    [Theory]
    [InlineData(LoadedLedgers.Small, true)]
    [InlineData(LoadedLedgers.Small, false)]
    [InlineData(LoadedLedgers.Large, true)]
    [InlineData(LoadedLedgers.Large, false)]
    public async Task Idle_AfterAStartAndAGet_IsNothing(int size, bool isExclusive)
    {
        (LedgerEngine opened, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive);
        await using LedgerEngine ledger = opened;
        await (await ledger.NowAsync()).LatestAsync(LoadedLedger.Hot, Ct);
        store.Forget();

        await Task.Delay(200, Ct);

        Assert.Empty(store.Operations);
    }
}
