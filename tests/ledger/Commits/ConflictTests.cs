using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>What a lost swap and a lost answer cost.</summary>
public sealed class ConflictTests : IAsyncLifetime
{
    private const string Segment = "log/00000000000000000000.seg";

    private readonly MemoryStore _memory = new(exclusive: false);
    private readonly RecordingTime _time = new();
    private FaultyStore _faulty = null!;
    private CountingStore _store = null!;
    private LedgerEngine _ledger = null!;
    private LedgerEngine _other = null!;

    public async ValueTask InitializeAsync()
    {
        _faulty = new FaultyStore(_memory);
        _store = new CountingStore(_faulty);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment with { Time = _time, Jitter = () => 0.5 });
        _other = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task Append_OthersWereFirst_IsOneReadAndOneMoreAppend(int theirs)
    {
        await _other.LoadAsync(theirs);
        _store.Forget();

        Commit commit = await _ledger.SetAsync("ours");

        Assert.Equal((ulong)theirs, commit.FirstIndex);
        Assert.Equal([$"append {Segment}", $"read {Segment}", $"append {Segment}"], _store.Operations);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Append_EveryFrameMeetsAnothers_IsOneReadAndOneMoreAppendEach()
    {
        for (int i = 0; i < 20; i++)
        {
            await _other.SetAsync($"theirs {i}");
            _store.Forget();
            await _ledger.SetAsync($"ours {i}");
            Assert.Equal([$"append {Segment}", $"read {Segment}", $"append {Segment}"], _store.Operations);
        }
    }

    [Fact]
    public async Task Append_LandedButUnknown_IsOneReadMore()
    {
        _faulty.NextAppend(FaultyStore.PersistedButUnknown);
        _store.Forget();

        await _ledger.SetAsync("a");

        Assert.Equal([$"append {Segment}", $"read {Segment}"], _store.Operations);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Append_LandedButUnknownAndAnothersBehindIt_TakesInBothWithOneRead()
    {
        _faulty.NextAppend(async append =>
        {
            await append();
            await _other.SetAsync("theirs");
            return AppendOutcome.Unknown;
        });
        _store.Forget();

        Commit commit = await _ledger.SetAsync("ours");

        Assert.Equal((0ul, 2ul), (commit.FirstIndex, commit.Snapshot.Size));
        Assert.Equal(1, _store.Count("read "));
    }

    [Fact]
    public async Task Append_UnknownEveryTime_WaitsLongerAndLongerForHalfAMinuteOnAverage()
    {
        for (int i = 0; i < Backoff.Tries; i++)
            _faulty.NextAppend(FaultyStore.LostAndUnknown);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync("a"));

        Assert.Equal([50, 100, 200, 400, 800, 1600, 3200, 4000, 4000, 4000, 4000, 4000, 4000], _time.Waits.Select(w => (int)w.TotalMilliseconds));
        Assert.InRange(_time.Waits.Sum(w => w.TotalSeconds), 25, 35);
    }

    [Theory]
    [InlineData(1, 0.0, 0)]
    [InlineData(1, 0.999, 99.9)]
    [InlineData(7, 0.5, 3_200)]
    [InlineData(13, 0.999, 7_992)]
    public void After_ATry_IsDrawnFromNothingUpToItsBound(int tries, double jitter, double milliseconds) =>
        Assert.Equal(milliseconds, Backoff.After(tries, jitter).TotalMilliseconds, 3);

    [Fact]
    public async Task Append_AloneOnTheStore_LeavesNoGaps()
    {
        SlowAppends(10);

        for (int i = 0; i < 10; i++)
            await _ledger.SetAsync($"{i}");

        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Append_AfterMeetingAnothersFrame_LeavesAGapAfterEachOfItsOwnForAWhile()
    {
        SlowAppends(101);
        await _other.SetAsync("theirs");

        await _ledger.SetAsync("goes at once");
        Assert.Empty(_time.Waits);
        for (int i = 0; i < 100; i++)
            await _ledger.SetAsync($"{i}");

        // Twice what an append takes, times the jitter; 64 frames long.
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 64), _time.Waits);
    }

    [Fact]
    public async Task Append_GapThatHasPassedByItself_IsNotWaitedFor()
    {
        SlowAppends(3);
        await _other.SetAsync("theirs");
        await _ledger.SetAsync("a");

        _time.Advance(TimeSpan.FromSeconds(1));
        await _ledger.SetAsync("b");

        Assert.Empty(_time.Waits);
    }

    private void SlowAppends(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _faulty.NextAppend(append =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(20));
                return append();
            });
        }
    }
}
