using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
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

    private sealed class DenyingStore(IBlobStore inner) : StoreDecorator(inner)
    {
        private int _denials;

        public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _denials) <= 2
                ? throw new LedgerException(LedgerErrorKind.Denied, "no right to write (test)")
                : base.PutAsync(name, data, condition, durability, cancellationToken);
    }
}
