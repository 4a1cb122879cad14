using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

public sealed class SegmentRollTests
{
    private static readonly LedgerOptions TwoFrames = TestLedger.Small with { SegmentFrames = 2 };

    [Fact]
    public async Task Append_PastTheFrameLimit_SealsAndBeginsASegmentNamedByItsFirstEntry()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames);

        await ledger.LoadAsync(5);

        Assert.Equal(
            ["log/00000000000000000000.seg", "log/00000000000000000002.seg", "log/00000000000000000004.seg"],
            await store.ListAsync("log/", Ct).Select(b => b.Name).ToListAsync(Ct));
    }

    [Fact]
    public async Task Append_PastTheByteLimit_BeginsASegment()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment with { SegmentBytes = 1000 });

        await ledger.SetAsync("k", new string('v', 1000));
        await ledger.SetAsync("k", new string('v', 1000));

        Assert.Equal(2, await store.ListAsync("log/", Ct).CountAsync(Ct));
    }

    [Fact]
    public async Task Open_AfterRolling_GivesTheSameLedger()
    {
        var store = new MemoryStore();
        string before;
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames))
        {
            await ledger.LoadAsync(31);
            before = await Picture.OfAsync(await ledger.NowAsync());
        }

        Assert.Equal(before, await Picture.OfAsync(store, TwoFrames));
    }

    [Fact]
    public async Task Open_CrashBetweenSealAndNextSegment_GoesOn()
    {
        var store = new MemoryStore();
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames))
            await ledger.LoadAsync(3);
        await store.DeleteAsync("log/00000000000000000002.seg", Ct);

        await using LedgerEngine again = await TestLedger.OpenAsync(store, TwoFrames);

        Assert.Equal(2ul, (await again.NowAsync()).Size);
        Assert.Equal(2ul, (await again.SetAsync("next")).FirstIndex);
    }

    // Found by these tests: the ledger sealed the sealed segment again, and what lies behind a seal is never read.
    [Fact]
    public async Task Append_NextSegmentCannotBeCreated_FailsOnceAndSealsOnce()
    {
        var memory = new MemoryStore();
        var store = new FaultyStore(memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames);
        await ledger.LoadAsync(2);
        store.FailNext("create");

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("refused"));
        Commit next = await ledger.SetAsync("next");

        Assert.Equal(2ul, next.FirstIndex);
        Assert.Equal(2 + 1, await CountFramesAsync(memory, "log/00000000000000000000.seg"));
        Assert.Equal(3ul, (await ledger.NowAsync()).Size);
        Assert.Equal(await Picture.OfAsync(await ledger.NowAsync()), await Picture.OfAsync(memory));
    }

    [Fact]
    public async Task Append_SealIsRefused_FailsOnceAndGoesOn()
    {
        var memory = new MemoryStore();
        var store = new FaultyStore(memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames);
        await ledger.LoadAsync(2);
        store.NextAppend(FaultyStore.Refused);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("refused"));

        Assert.Equal(2ul, (await ledger.SetAsync("next")).FirstIndex);
        Assert.Equal(3, await CountFramesAsync(memory, "log/00000000000000000000.seg"));
    }

    [Fact]
    public async Task Append_SealPersistedButUnknown_SealsOnce()
    {
        var memory = new MemoryStore();
        var store = new FaultyStore(memory);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TwoFrames);
        await ledger.LoadAsync(2);
        store.NextAppend(FaultyStore.PersistedButUnknown);

        Assert.Equal(2ul, (await ledger.SetAsync("next")).FirstIndex);
        Assert.Equal(3, await CountFramesAsync(memory, "log/00000000000000000000.seg"));
    }

    private static async Task<int> CountFramesAsync(IBlobStore store, string segment)
    {
        var reader = new FrameReader(store, segment, 0);
        int frames = 0;
        while (await reader.TryReadAsync(Ct))
            frames++;
        Assert.Equal(Core.Log.FrameFault.None, reader.Fault);
        return frames;
    }
}
