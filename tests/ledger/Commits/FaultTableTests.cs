using System.Text;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>The fault table: whatever becomes of an append, the ledger answers what is so, and nothing is lost or doubled. One row, one test.</summary>
public sealed class FaultTableTests : IAsyncLifetime
{
    private readonly MemoryStore shared = new(exclusive: false);
    private FaultyStore store = null!;
    private LedgerEngine ledger = null!;
    private LedgerEngine other = null!;

    public async ValueTask InitializeAsync()
    {
        store = new FaultyStore(shared);
        ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment);
        other = await TestLedger.OpenAsync(shared, TestLedger.OneSegment);
        await ledger.SetAsync("before");
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Append_Refused_FailsAndTheNextTakesItsPlace()
    {
        store.NextAppend(FaultyStore.Refused);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("refused"));
        Commit next = await ledger.SetAsync("next");

        Assert.Equal(1ul, next.FirstIndex);
        await AssertLogIsAsync("before", "next");
    }

    [Fact]
    public async Task Append_UnknownButPersisted_SucceedsOnce()
    {
        store.NextAppend(FaultyStore.PersistedButUnknown);

        Assert.Equal(1ul, (await ledger.SetAsync("a")).FirstIndex);
        Assert.Equal(2ul, (await ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "a", "b");
    }

    [Fact]
    public async Task Append_UnknownAndLost_IsSentAgain()
    {
        store.NextAppend(FaultyStore.LostAndUnknown);

        Assert.Equal(1ul, (await ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownAndAnotherWritersFrameInPlace_GoesBehindIt()
    {
        store.NextAppend(async _ =>
        {
            await other.SetAsync("theirs");
            return AppendOutcome.Unknown;
        });

        Assert.Equal(2ul, (await ledger.SetAsync("ours")).FirstIndex);
        await AssertLogIsAsync("before", "theirs", "ours");
    }

    [Fact]
    public async Task Append_UnknownButPersistedAndAnotherWritersFrameBehind_SucceedsOnce()
    {
        store.NextAppend(async append =>
        {
            await append();
            await other.SetAsync("theirs");
            return AppendOutcome.Unknown;
        });

        Assert.Equal(1ul, (await ledger.SetAsync("ours")).FirstIndex);
        Assert.Equal(3ul, (await ledger.SetAsync("more")).FirstIndex);
        await AssertLogIsAsync("before", "ours", "theirs", "more");
    }

    [Fact]
    public async Task Append_UnknownAndLandsBeforeTheNextTry_SucceedsOnce()
    {
        Func<Task<AppendOutcome>>? late = null;
        store.NextAppend(append =>
        {
            late = append;
            return Task.FromResult(AppendOutcome.Unknown);
        });
        store.NextAppend(async append =>
        {
            await late!();
            return await append();
        });

        Assert.Equal(1ul, (await ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownAndLandsAfterTheNextTry_LosesTheSwap()
    {
        Func<Task<AppendOutcome>>? late = null;
        store.NextAppend(append =>
        {
            late = append;
            return Task.FromResult(AppendOutcome.Unknown);
        });

        Assert.Equal(1ul, (await ledger.SetAsync("a")).FirstIndex);
        Assert.Equal(AppendOutcome.PositionNotMet, await late!());
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownEveryTime_SaysItIsNotKnown()
    {
        for (int i = 0; i < 6; i++)
            store.NextAppend(FaultyStore.LostAndUnknown);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("a"));

        Assert.Contains("did not say whether", e.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, (await ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "b");
    }

    [Fact]
    public async Task Append_PersistedButUnknownAndTheReadBackFailsOnce_SucceedsOnce()
    {
        store.NextAppend(FaultyStore.PersistedButUnknown).FailNext("read");

        Assert.Equal(1ul, (await ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_PersistedButUnknownAndEveryReadBackFails_SaysItIsNotKnownAndIsSeenLater()
    {
        store.NextAppend(FaultyStore.PersistedButUnknown);
        for (int i = 0; i < 6; i++)
            store.FailNext("read");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("a"));

        Assert.Contains("did not say whether", e.Message, StringComparison.Ordinal);
        Assert.Equal(2ul, (await ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "a", "b");
    }

    [Fact]
    public async Task Append_LosesTheSwapAndCannotReadTheWinner_LosesNothing()
    {
        await other.SetAsync("theirs");
        store.FailNext("read");

        Commit commit = await ledger.SetAsync("ours");

        Assert.Equal(2ul, commit.FirstIndex);
        await AssertLogIsAsync("before", "theirs", "ours");
    }

    [Fact]
    public async Task Append_RefusedWithAStrongReadWaiting_TheReadIsAnswered()
    {
        await other.SetAsync("theirs");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.NextAppend(async append =>
        {
            arrived.SetResult();
            await gate.Task;
            return await append();
        });
        store.NextAppend(append => append()).NextAppend(FaultyStore.Refused); // "first" once more, behind "theirs"; then "second"
        Task<Commit> first = ledger.SetAsync("first");
        await arrived.Task.WaitAsync(Ct);

        Task<Snapshot> read = ledger.SnapshotAsync(Ct).AsTask();
        Task<Commit> second = ledger.SetAsync("second");
        gate.SetResult();

        Assert.Equal(3ul, (await read).Size);
        Assert.Equal(2ul, (await first).FirstIndex);
        await Assert.ThrowsAsync<LedgerException>(() => second);
    }

    private async Task AssertLogIsAsync(params string[] keys)
    {
        await using LedgerEngine afresh = await TestLedger.OpenAsync(shared, TestLedger.OneSegment);
        foreach (LedgerEngine each in (LedgerEngine[])[afresh, ledger, other])
        {
            Snapshot snapshot = await each.NowAsync();
            var found = new List<string>();
            for (ulong i = 0; i < snapshot.Size; i++)
                found.Add(Encoding.UTF8.GetString((await snapshot.EntryAsync(i, Ct)).Key.Span));
            Assert.Equal(keys, found);
        }
    }
}
