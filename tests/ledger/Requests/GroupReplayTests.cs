using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;
using static ImmuFunctions.Ledger.Tests.Requests.Named;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>Requests of one name that wait together, or beside others whose append fails.</summary>
public sealed class GroupReplayTests : IAsyncLifetime
{
    private readonly MemoryStore _memory = new(exclusive: false);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FaultyStore _store = null!;
    private LedgerEngine _ledger = null!;
    private Task<Commit> _first = null!;

    // An append is under way, so that whatever a test sends next waits together.
    public async ValueTask InitializeAsync()
    {
        _store = new FaultyStore(_memory);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment);
        await _ledger.SetAsync(Id(100), "known");
        _store.NextAppend(async append =>
        {
            _arrived.SetResult();
            await _gate.Task;
            return await append();
        });
        _first = _ledger.SetAsync(null, "first");
        await _arrived.Task.WaitAsync(Ct);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Append_TwoOfOneNameTogether_TheSecondIsAReplay()
    {
        Task<Commit> a = _ledger.SetAsync(Id(1), "x", "y"), b = _ledger.SetAsync(Id(1), "x", "y"), c = _ledger.SetAsync(Id(2), "z");
        _gate.SetResult();

        Assert.Equal((2ul, 2, false), (await a).Place());
        Assert.Equal((2ul, 2, true), (await b).Place());
        Assert.Equal((4ul, 1, false), (await c).Place());
        Assert.Equal(["known", "first", "x", "y", "z"], await _ledger.KeysAsync());
    }

    [Fact]
    public async Task Append_TwoOfOneNameTogetherWithOtherCounts_TheSecondIsAConflict()
    {
        Task<Commit> a = _ledger.SetAsync(Id(1), "x"), b = _ledger.SetAsync(Id(1), "x", "y");
        _gate.SetResult();

        Assert.Equal((2ul, 1, false), (await a).Place());
        await Refusal.OfAsync(LedgerErrorKind.Conflict, () => b);
        Assert.Equal(["known", "first", "x"], await _ledger.KeysAsync());
    }

    [Fact]
    public async Task Append_OnlyReplaysTogether_AppendsNothing()
    {
        int appends = 0;
        Task<Commit>[] again = [.. Enumerable.Range(0, 5).Select(_ => _ledger.SetAsync(Id(100), "known"))];
        _store.NextAppend(append =>
        {
            appends++;
            return append();
        });
        _gate.SetResult();

        Assert.All(await Task.WhenAll(again), c => Assert.Equal((0ul, 1, true), c.Place()));
        await _first;
        Assert.Equal(0, appends);
    }

    [Fact]
    public async Task Append_AReplayBesideABatchThatIsRefused_IsAnsweredAllTheSame()
    {
        _store.NextAppend(FaultyStore.Refused);
        Task<Commit> fresh = _ledger.SetAsync(Id(1), "x"), again = _ledger.SetAsync(Id(100), "known"), twin = _ledger.SetAsync(Id(1), "x");
        _gate.SetResult();

        Assert.Equal((0ul, 1, true), (await again).Place());
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => fresh);
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => twin);
        Assert.Equal((2ul, 1, false), (await _ledger.SetAsync(Id(1), "x")).Place());
    }

    [Fact]
    public async Task Append_AnotherHostCommitsTheSameRequestFirst_IsAReplayAndTheOthersGoBehind()
    {
        await using LedgerEngine other = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment);
        _store.NextAppend(async append =>
        {
            await other.SetAsync(Id(1), "x", "y");
            return await append();
        });
        Task<Commit> a = _ledger.SetAsync(Id(1), "x", "y"), b = _ledger.SetAsync(Id(2), "z"), c = _ledger.SetAsync(null, "w");
        _gate.SetResult();

        Assert.Equal((2ul, 2, true), (await a).Place());
        Assert.Equal((4ul, 1, false), (await b).Place());
        Assert.Equal((5ul, 1, false), (await c).Place());
        Assert.Equal(["known", "first", "x", "y", "z", "w"], await _ledger.KeysAsync());
    }

    [Fact]
    public async Task Append_LandedButUnknownAndReadBack_IsNoReplayButTheFirstTime()
    {
        _store.NextAppend(FaultyStore.PersistedButUnknown);
        Task<Commit> a = _ledger.SetAsync(Id(1), "x"), b = _ledger.SetAsync(Id(1), "x");
        _gate.SetResult();

        Assert.Equal((2ul, 1, false), (await a).Place());
        Assert.Equal((2ul, 1, true), (await b).Place());
    }

    [Fact]
    public async Task Append_UnknownToTheEndAndLandedAfterAll_IsAReplayWhenSentAgain()
    {
        Func<Task<AppendOutcome>>? ghost = null;
        for (int i = 0; i < Backoff.Tries; i++)
        {
            _store.NextAppend(append =>
            {
                ghost = append;
                return Task.FromResult(AppendOutcome.Unknown);
            });
        }

        _gate.SetResult();
        await _first;
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync(Id(1), "x"));
        Assert.Equal(AppendOutcome.Appended, await ghost!());

        Assert.Contains("With a request id, send the same again", e.Message, StringComparison.Ordinal);
        Assert.Equal((2ul, 1, true), (await _ledger.SetAsync(Id(1), "x")).Place());
        Assert.Equal(["known", "first", "x"], await _ledger.KeysAsync());
    }

    [Fact]
    public async Task Append_UnknownToTheEndAndLandingBesideItsRepeat_IsWrittenOnce()
    {
        Func<Task<AppendOutcome>>? ghost = null;
        for (int i = 0; i < Backoff.Tries; i++)
        {
            _store.NextAppend(append =>
            {
                ghost = append;
                return Task.FromResult(AppendOutcome.Unknown);
            });
        }

        _gate.SetResult();
        await _first;
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync(Id(1), "x"));
        _store.NextAppend(async append =>
        {
            await ghost!(); // between the look at the log and the append
            return await append();
        });

        Assert.Equal((2ul, 1, true), (await _ledger.SetAsync(Id(1), "x")).Place());
        Assert.Equal(["known", "first", "x"], await _ledger.KeysAsync());
    }

    [Fact]
    public async Task Append_UnknownToTheEnd_TheNextCommitLooksAtTheLogBeforeItAppends()
    {
        for (int i = 0; i < Backoff.Tries; i++)
            _store.NextAppend(FaultyStore.LostAndUnknown);
        _gate.SetResult();
        await _first;
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync(null, "lost"));
        int appends = 0;
        _store.FailNext("read").NextAppend(append =>
        {
            appends++;
            return append();
        });

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync(null, "next"));

        Assert.Equal(0, appends);
        Assert.Equal((2ul, 1, false), (await _ledger.SetAsync(null, "next")).Place());
        Assert.Equal(1, appends);
    }

    [Fact]
    public async Task Append_AnEarlierTryUnknownAndALaterOneRefused_IsUnknown()
    {
        _store.NextAppend(FaultyStore.LostAndUnknown).NextAppend(FaultyStore.Refused);
        _gate.SetResult();

        Assert.Equal((1ul, 1, false), (await _first).Place());
        Assert.Equal((2ul, 1, false), (await _ledger.SetAsync(Id(1), "x")).Place()); // the third try landed
    }
}
