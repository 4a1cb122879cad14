using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>Several hosts on one store do the work that follows from the log once, not each.</summary>
public sealed class SharedWorkTests : IAsyncDisposable
{
    private const int Entries = 700;
    private const int PerFrame = 20;
    private const int Tiles = Entries / 256;

    private static readonly LedgerOptions Patient = new() { SliceEntries = 300, OthersFirst = TimeSpan.FromHours(1) };

    private readonly MemoryStore _memory = new(exclusive: false);

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public async Task Follower_ReadsWhatAnotherWrites_WritesNeitherTilesNorRuns()
    {
        var own = new CountingStore(_memory);
        var others = new CountingStore(_memory);
        await using LedgerEngine writer = await TestLedger.OpenAsync(own, Patient);
        await using LedgerEngine follower = await TestLedger.OpenAsync(others, Patient);
        await writer.LoadAsync(Entries, PerFrame);
        Snapshot now = await follower.NowAsync();
        await writer.SettleAsync(Ct);

        Assert.Equal(Tiles, own.Count("put tile/"));
        Assert.Equal(Tiles, own.Count("put positions/"));
        Assert.True(own.Count("upload index/") >= 2);
        Assert.Equal(0, others.Count("put ") + others.Count("upload ") + others.Count("append "));
        await AssertReadsAsync(now);
    }

    [Fact]
    public async Task Follower_CommitterDiesBeforeItsTiles_WritesThemWithTheRun()
    {
        LedgerEngine dead = await TestLedger.OpenAsync(new NothingDerived(_memory), Patient with { SliceEntries = 1 << 20 });
        await dead.LoadAsync(Entries, PerFrame);
        await using (LedgerEngine follower = await TestLedger.OpenAsync(_memory, Patient with { OthersFirst = TimeSpan.Zero }))
        {
            await AssertReadsAsync(await follower.NowAsync());
            await follower.SettleAsync(Ct);
        }

        Assert.Equal(Tiles, await _memory.ListAsync("tile/0/", Ct).CountAsync(Ct));
        Assert.Equal(Tiles, await _memory.ListAsync("positions/", Ct).CountAsync(Ct));
        Assert.Equal(600UL, (await Sliced.ManifestAsync(_memory)).Size);
    }

    [Fact]
    public async Task Follower_TilesAreThere_LooksAtThemAndWritesNone()
    {
        await using LedgerEngine writer = await TestLedger.OpenAsync(_memory, Patient with { SliceEntries = 1 << 20 });
        await writer.LoadAsync(Entries, PerFrame);
        while (await _memory.ListAsync("positions/", Ct).CountAsync(Ct) + await _memory.ListAsync("tile/", Ct).CountAsync(Ct) < 2 * Tiles)
            await Task.Delay(2, Ct);

        var counting = new CountingStore(_memory);
        await using LedgerEngine follower = await TestLedger.OpenAsync(counting, Patient with { OthersFirst = TimeSpan.Zero });
        await follower.SettleAsync(Ct);

        Assert.Equal(Tiles, counting.Count("read tile/"));
        Assert.Equal(Tiles, counting.Count("read positions/"));
        Assert.Equal(0, counting.Count("put tile/") + counting.Count("put positions/"));
    }

    private static async Task AssertReadsAsync(Snapshot snapshot)
    {
        Assert.Equal((ulong)Entries, snapshot.Size);
        for (ulong index = 0; index < Entries; index += 41)
            Assert.Equal(index, (await snapshot.EntryAsync(index, Ct)).Index);
    }

    // As of a process that is killed after its last append.
    private sealed class NothingDerived(IBlobStore inner) : StoreDecorator(inner)
    {
        public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<string?>().Task);
    }
}
