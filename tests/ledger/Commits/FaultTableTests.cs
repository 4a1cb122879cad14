using System.Text;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>The fault table: whatever becomes of an append, the ledger answers what is so, and nothing is lost or doubled. One row, one test.</summary>
public sealed class FaultTableTests : IAsyncLifetime
{
    private readonly MemoryStore _shared = new(exclusive: false);
    private FaultyStore _store = null!;
    private LedgerEngine _ledger = null!;
    private LedgerEngine _other = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new FaultyStore(_shared);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment);
        _other = await TestLedger.OpenAsync(_shared, TestLedger.OneSegment);
        await _ledger.SetAsync("before");
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Append_Refused_FailsAndTheNextTakesItsPlace()
    {
        _store.NextAppend(FaultyStore.Refused);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync("refused"));
        Commit next = await _ledger.SetAsync("next");

        Assert.Equal(1ul, next.FirstIndex);
        await AssertLogIsAsync("before", "next");
    }

    [Fact]
    public async Task Append_UnknownButPersisted_SucceedsOnce()
    {
        _store.NextAppend(FaultyStore.PersistedButUnknown);

        Assert.Equal(1ul, (await _ledger.SetAsync("a")).FirstIndex);
        Assert.Equal(2ul, (await _ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "a", "b");
    }

    [Fact]
    public async Task Append_UnknownAndLost_IsSentAgain()
    {
        _store.NextAppend(FaultyStore.LostAndUnknown);

        Assert.Equal(1ul, (await _ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownAndAnotherWritersFrameInPlace_GoesBehindIt()
    {
        _store.NextAppend(async _ =>
        {
            await _other.SetAsync("theirs");
            return AppendOutcome.Unknown;
        });

        Assert.Equal(2ul, (await _ledger.SetAsync("ours")).FirstIndex);
        await AssertLogIsAsync("before", "theirs", "ours");
    }

    [Fact]
    public async Task Append_UnknownButPersistedAndAnotherWritersFrameBehind_SucceedsOnce()
    {
        _store.NextAppend(async append =>
        {
            await append();
            await _other.SetAsync("theirs");
            return AppendOutcome.Unknown;
        });

        Assert.Equal(1ul, (await _ledger.SetAsync("ours")).FirstIndex);
        Assert.Equal(3ul, (await _ledger.SetAsync("more")).FirstIndex);
        await AssertLogIsAsync("before", "ours", "theirs", "more");
    }

    [Fact]
    public async Task Append_UnknownAndLandsBeforeTheNextTry_SucceedsOnce()
    {
        Func<Task<AppendOutcome>>? late = null;
        _store.NextAppend(append =>
        {
            late = append;
            return Task.FromResult(AppendOutcome.Unknown);
        });
        _store.NextAppend(async append =>
        {
            await late!();
            return await append();
        });

        Assert.Equal(1ul, (await _ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownAndLandsAfterTheNextTry_LosesTheSwap()
    {
        Func<Task<AppendOutcome>>? late = null;
        _store.NextAppend(append =>
        {
            late = append;
            return Task.FromResult(AppendOutcome.Unknown);
        });

        Assert.Equal(1ul, (await _ledger.SetAsync("a")).FirstIndex);
        Assert.Equal(AppendOutcome.PositionNotMet, await late!());
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_UnknownEveryTime_SaysItIsNotKnown()
    {
        for (int i = 0; i < Backoff.Tries; i++)
            _store.NextAppend(FaultyStore.LostAndUnknown);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync("a"));

        Assert.Contains("did not say whether", e.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, (await _ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "b");
    }

    [Fact]
    public async Task Append_PersistedButUnknownAndTheReadBackFailsOnce_SucceedsOnce()
    {
        _store.NextAppend(FaultyStore.PersistedButUnknown).FailNext("read");

        Assert.Equal(1ul, (await _ledger.SetAsync("a")).FirstIndex);
        await AssertLogIsAsync("before", "a");
    }

    [Fact]
    public async Task Append_PersistedButUnknownAndEveryReadBackFails_SaysItIsNotKnownAndIsSeenLater()
    {
        _store.NextAppend(FaultyStore.PersistedButUnknown);
        for (int i = 0; i < Backoff.Tries; i++)
            _store.FailNext("read");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync("a"));

        Assert.Contains("did not say whether", e.Message, StringComparison.Ordinal);
        Assert.Equal(2ul, (await _ledger.SetAsync("b")).FirstIndex);
        await AssertLogIsAsync("before", "a", "b");
    }

    [Fact]
    public async Task Append_LosesTheSwapAndCannotReadTheWinner_LosesNothing()
    {
        await _other.SetAsync("theirs");
        _store.FailNext("read");

        Commit commit = await _ledger.SetAsync("ours");

        Assert.Equal(2ul, commit.FirstIndex);
        await AssertLogIsAsync("before", "theirs", "ours");
    }

    [Fact]
    public async Task Append_RefusedWithAStrongReadWaiting_TheReadIsAnswered()
    {
        await _other.SetAsync("theirs");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.NextAppend(async append =>
        {
            arrived.SetResult();
            await gate.Task;
            return await append();
        });
        _store.NextAppend(append => append()).NextAppend(FaultyStore.Refused); // "first" once more, behind "theirs"; then "second"
        Task<Commit> first = _ledger.SetAsync("first");
        await arrived.Task.WaitAsync(Ct);

        Task<Snapshot> read = _ledger.SnapshotAsync(Ct).AsTask();
        Task<Commit> second = _ledger.SetAsync("second");
        gate.SetResult();

        Assert.Equal(3ul, (await read).Size);
        Assert.Equal(2ul, (await first).FirstIndex);
        await Assert.ThrowsAsync<LedgerException>(() => second);
    }

    private async Task AssertLogIsAsync(params string[] keys)
    {
        await using LedgerEngine afresh = await TestLedger.OpenAsync(_shared, TestLedger.OneSegment);
        foreach (LedgerEngine each in (LedgerEngine[])[afresh, _ledger, _other])
        {
            Snapshot snapshot = await each.NowAsync();
            var found = new List<string>();
            for (ulong i = 0; i < snapshot.Size; i++)
                found.Add(Encoding.UTF8.GetString((await snapshot.EntryAsync(i, Ct)).Key.Span));
            Assert.Equal(keys, found);
        }
    }
}
