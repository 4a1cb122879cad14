using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

public sealed class TileWriterTests
{
    [Fact]
    public async Task Put_FailsAFewTimes_IsTriedAgainAndReadersNoticeNothing()
    {
        var memory = new MemoryStore();
        FaultyStore store = new FaultyStore(memory).FailNext("put").FailNext("put").FailNext("put");
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment))
        {
            await ledger.LoadAsync(300, perFrame: 20);
            Assert.Equal(10ul, (await (await ledger.NowAsync()).EntryAsync(10, Ct)).Index);
        }

        Assert.Equal(["positions/000", "tile/0/000"], await memory.ListAsync("", Ct).Select(b => b.Name).Where(n => !n.StartsWith("log/", StringComparison.Ordinal)).ToListAsync(Ct));
    }

    // Found by these tests: the writing task ended silently, and after some more tiles commits waited for ever.
    [Fact]
    public async Task Put_FailsAsDenied_IsTriedAgain()
    {
        var memory = new MemoryStore();
        var store = new DenyingStore(memory);
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment))
            await ledger.LoadAsync(300, perFrame: 20);

        Assert.NotNull(await memory.GetAsync("tile/0/000", Ct));
        Assert.NotNull(await memory.GetAsync("positions/000", Ct));
    }

    // Found by review: who came while another released what was held got before it, and took for written what was not.
    [Fact]
    public async Task WhenWritten_TwoAtOnce_BothWaitForAllThatWasHeld()
    {
        for (int round = 0; round < 40; round++)
        {
            var store = new MemoryStore();
            await using var tiles = new TileWriter(store, new StorageNames(""), new LedgerCache(1 << 20), TimeProvider.System, NullLogger.Instance);
            for (ulong number = 0; number < 50; number++)
                await tiles.AddAsync(Page(number), isOurs: false);
            Assert.Equal(0, await store.ListAsync("positions/", Ct).CountAsync(Ct));
            Task other = Task.Run(async () => await tiles.WhenWrittenAsync(Ct), Ct);
            await tiles.WhenWrittenAsync(Ct);

            Assert.Equal(50, await store.ListAsync("positions/", Ct).CountAsync(Ct));
            await other;
        }
    }

    // Found by review: upkeep waited for ever instead of telling writers that the store does not work.
    [Fact]
    public async Task WhenWritten_StoreFails_SaysSo()
    {
        FaultyStore store = new FaultyStore(new MemoryStore()).FailNext("put");
        await using var tiles = new TileWriter(store, new StorageNames(""), new LedgerCache(1 << 20), TimeProvider.System, NullLogger.Instance);
        await tiles.AddAsync(Page(0), isOurs: true);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await tiles.WhenWrittenAsync(Ct));
        Assert.Equal(1, await WrittenAsync(tiles, store));
    }

    private static PositionPage Page(ulong number)
    {
        var page = new PositionPage(number);
        page.Rows.AsSpan().Fill(new EntryPosition(0, 100, 100));
        return page;
    }

    private static async Task<int> WrittenAsync(TileWriter tiles, FaultyStore store)
    {
        while (true)
        {
            try
            {
                await tiles.WhenWrittenAsync(Ct);
                return await store.ListAsync("positions/", Ct).CountAsync(Ct);
            }
            catch (LedgerException)
            {
                await Task.Delay(5, Ct);
            }
        }
    }

    private sealed class DenyingStore(IBlobStore inner) : StoreDecorator(inner)
    {
        private int _denials;

        public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _denials) <= 2
                ? throw new LedgerException(LedgerErrorKind.Denied, "no right to write (test)")
                : base.PutAsync(name, data, condition, durability, cancellationToken);
    }
}
