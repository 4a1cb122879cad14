using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Slices become runs, runs are merged as planned, and all of it follows from the log.</summary>
public sealed class UpkeepTests
{
    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 1)]
    [InlineData(160, 10)]
    [InlineData(1000, 62)]
    public async Task Runs_AfterSomeSlices_AreThePlans(int entries, int slices)
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, entries);

        int[] sizes = slices == 0 ? [] : [.. (await Sliced.ManifestAsync(store)).Runs.Select(r => r.Slices)];

        Assert.Equal(RunPlan.For(slices), sizes);
    }

    [Fact]
    public async Task Slice_OfManyBytes_EndsBeforeItHasManyEntries()
    {
        var store = new MemoryStore();
        LedgerOptions options = Sliced.Options with { SliceEntries = 1000, SliceBytes = 1000 };
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 40, options);

        Manifest manifest = await Sliced.ManifestAsync(store);

        // A frame with one such entry takes some 130 bytes.
        Assert.InRange(manifest.Runs.Sum(r => r.Slices), 4, 6);
        Assert.Equal(manifest.Size, manifest.Runs[^1].To);
    }

    [Fact]
    public async Task Slice_OfOneLargeBatch_IsOneRun()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);
        await ledger.LoadAsync(500, perFrame: 500);
        await ledger.SettleAsync(Ct);

        RunInfo run = Assert.Single((await Sliced.ManifestAsync(store)).Runs);

        Assert.Equal((0UL, 500UL, 1), (run.From, run.To, run.Slices));
    }

    [Fact]
    public async Task Manifest_AfterASlice_HasTheLogsStateThere()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 700);
        Manifest manifest = await Sliced.ManifestAsync(store);

        Snapshot now = await ledger.NowAsync();

        Assert.Equal(700UL / Sliced.Entries * Sliced.Entries, manifest.Size);
        Assert.Equal(await now.RootAtAsync(manifest.Size, Ct), manifest.Root);
    }

    [Fact]
    public async Task Index_DeletedAndMadeAgain_IsTheSameToTheByte()
    {
        var store = new MemoryStore();
        await (await Sliced.LoadedAsync(store, 1500)).DisposeAsync();
        await ReopenAsync(store);
        Dictionary<string, byte[]> before = await Sliced.BlobsAsync(store);

        await Sliced.DeleteIndexAsync(store);
        await ReopenAsync(store);
        await ReopenAsync(store);

        Assert.True(before.Count > 3);
        Assert.Equal(before, await Sliced.BlobsAsync(store));
    }

    [Fact]
    public async Task Upkeep_StoreFailsNowAndThen_GoesOn()
    {
        var store = new FlakyUploads(new MemoryStore());
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 800);

        Assert.True(store.Failures > 10);
        Assert.Equal(RunPlan.For(50), (await Sliced.ManifestAsync(store)).Runs.Select(r => r.Slices));
        Assert.Equal(97UL, await (await ledger.NowAsync()).CountKeysAsync(Ct));
    }

    [Fact]
    public async Task Append_IndexCannotBeWritten_IsRefusedWhenMemoryIsFullAndWorksAgainAfterwards()
    {
        var store = new FlakyUploads(new MemoryStore()) { AlwaysFails = true };
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);

        LedgerException refusal = await Assert.ThrowsAsync<LedgerException>(() => ledger.LoadAsync(100 * Sliced.Entries));
        Assert.Equal(LedgerErrorKind.Unavailable, refusal.Kind);
        Assert.Contains("index", refusal.Message, StringComparison.Ordinal);

        store.AlwaysFails = false;
        await ledger.SettleAsync(Ct);
        ulong size = (await ledger.NowAsync()).Size;
        Assert.Equal(size, (await ledger.SetAsync("again")).FirstIndex);
    }

    [Fact]
    public async Task MergedRuns_AfterTheGracePeriod_AreDeleted()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 1000);

        // The last deletion follows the last merge.
        Manifest manifest = await Sliced.ManifestAsync(store);
        while ((await Sliced.BlobsAsync(store)).Count > manifest.Runs.Count + 1)
            await Task.Delay(5, Ct);

        Assert.Equal(
            [.. manifest.Runs.Select(r => RunName.Format(r.From, r.To)), ManifestCodec.Name],
            (await Sliced.BlobsAsync(store)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MergedRuns_WithinTheGracePeriod_StayForOlderSnapshots()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options with { RunGrace = TimeSpan.FromHours(1), Time = TimeProvider.System });
        await ledger.LoadAsync(100);
        await ledger.SettleAsync(Ct);
        Snapshot old = await ledger.NowAsync();
        await ledger.LoadAsync(1000);
        await ledger.SettleAsync(Ct);

        Assert.Equal(97UL, await old.CountKeysAsync(Ct));
        Assert.True((await Sliced.BlobsAsync(store)).Count > (await Sliced.ManifestAsync(store)).Runs.Count + 5);
    }

    [Fact]
    public async Task OldSnapshot_ItsRunsAreGone_ReadsTheNewerOnes()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 100, Sliced.Options with { CacheBytes = 1 });
        Snapshot old = await ledger.NowAsync();
        await ledger.LoadAsync(1000);
        await ledger.SettleAsync(Ct);
        while ((await Sliced.BlobsAsync(store)).Count > (await Sliced.ManifestAsync(store)).Runs.Count + 1)
            await Task.Delay(5, Ct);

        // LoadAsync writes key i % 97: entry 99 is the newest of key 2 among the first 100.
        Assert.Equal(99UL, (await old.LatestAsync("key-2"u8.ToArray(), Ct))!.Value.Index);
        Assert.Equal(97UL, await old.CountKeysAsync(Ct));
    }

    private static async Task ReopenAsync(IBlobStore store)
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Sliced.Options);
        await ledger.SettleAsync(Ct);
    }

    // Every third upload fails, some after their bytes have landed; or all do.
    private sealed class FlakyUploads(IBlobStore inner) : StoreDecorator(inner)
    {
        private int _count;

        public bool AlwaysFails { get; set; }

        public int Failures { get; private set; }

        public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) =>
            Fails() ? throw Down() : await base.UploadAsync(name, cancellationToken);

        public override async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
        {
            bool fails = name == ManifestCodec.Name && Fails();
            string? version = await base.PutAsync(name, data, condition, durability, cancellationToken);
            return fails ? throw Down() : version;
        }

        private bool Fails()
        {
            bool fails = AlwaysFails || Interlocked.Increment(ref _count) % 3 == 0;
            if (fails)
                Failures++;
            return fails;
        }

        private static LedgerException Down() => new(LedgerErrorKind.Unavailable, "the store is down");
    }
}
