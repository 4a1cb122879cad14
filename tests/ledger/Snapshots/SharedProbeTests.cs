using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>Strong reads of a shared store share looks at the log's end, and still see all that was acknowledged before them.</summary>
public sealed class SharedProbeTests : IAsyncLifetime
{
    private readonly MemoryStore _memory = new(exclusive: false);
    private readonly RecordingTime _time = new();
    private FaultyStore _faulty = null!;
    private HeldReads _store = null!;
    private LedgerEngine _ledger = null!;
    private LedgerEngine _other = null!;

    public async ValueTask InitializeAsync()
    {
        _faulty = new FaultyStore(_memory);
        _store = new HeldReads(_faulty);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment with { Time = _time });
        _other = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment);
    }

    public async ValueTask DisposeAsync()
    {
        _store.LetGo();
        await _ledger.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Snapshot_ManyReadsAtOnce_AreTwoProbesAtMost()
    {
        Task<Snapshot> first = await BeginAsync();
        Task<Snapshot>[] rest = [.. Enumerable.Range(0, 100).Select(_ => _ledger.NowAsync())];

        _store.LetGo();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, _store.Count);
    }

    [Fact]
    public async Task Snapshot_WriteAcknowledgedWhileAProbeIsUnderWay_IsSeenByReadsThatBeginAfterwards()
    {
        Task<Snapshot> before = await BeginAsync();
        await _other.SetAsync("k");
        Task<Snapshot>[] after = [.. Enumerable.Range(0, 20).Select(_ => _ledger.NowAsync())];

        _store.LetGo();

        Assert.Equal(0ul, (await before).Size); // it had looked before
        Assert.All(await Task.WhenAll(after), s => Assert.Equal(1ul, s.Size));
        Assert.Equal(3, _store.Count); // two probes, and what the second found
    }

    [Fact]
    public async Task Snapshot_WriteAcknowledgedWhileTheWaitingProbeIsUnderWay_IsSeenByTheNext()
    {
        Task<Snapshot> first = await BeginAsync();
        Task<Snapshot> second = _ledger.NowAsync();
        _store.LetGoOfOne();
        await first;
        await _store.ArrivalAsync(); // the second has looked by now
        await _other.SetAsync("k");
        Task<Snapshot> third = _ledger.NowAsync();

        _store.LetGo();

        Assert.Equal(0ul, (await second).Size);
        Assert.Equal(1ul, (await third).Size);
    }

    [Fact]
    public async Task Snapshot_OneOfThoseWhoShareGivesUp_TheOthersAreAnswered()
    {
        using var cancel = new CancellationTokenSource();
        _store.Hold();
        Task<Snapshot> first = _ledger.SnapshotAsync(cancel.Token).AsTask();
        await _store.ArrivalAsync();
        Task<Snapshot> second = _ledger.SnapshotAsync(cancel.Token).AsTask(), third = _ledger.NowAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _store.LetGo();

        Assert.Equal(0ul, (await third).Size);
        Assert.Equal(2, _store.Count);
    }

    [Fact]
    public async Task Snapshot_TheSharedProbeFails_AllWhoJoinedHearOfItAndTheNextIsTriedAfresh()
    {
        Task<Snapshot> first = await BeginAsync();
        Task<Snapshot>[] rest = [.. Enumerable.Range(0, 3).Select(_ => _ledger.NowAsync())];
        _faulty.FailNext("read");

        _store.LetGo();

        Assert.Equal(0ul, (await first).Size);
        foreach (Task<Snapshot> read in rest)
            await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => read);
        Assert.Equal(0ul, (await _ledger.NowAsync()).Size);
    }

    [Fact]
    public async Task Snapshot_BoundedAndLookedAtSince_CostsNothing()
    {
        await _ledger.NowAsync();
        await _other.SetAsync("k");
        _store.Hold();
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(0ul, (await _ledger.SnapshotAsync(TimeSpan.FromSeconds(10), Ct)).Size);
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public async Task Snapshot_BoundedAndNotLookedAtSince_Probes()
    {
        await _ledger.NowAsync();
        await _other.SetAsync("k");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1ul, (await _ledger.SnapshotAsync(TimeSpan.FromSeconds(10), Ct)).Size);
    }

    [Fact]
    public async Task Snapshot_BoundedByNothing_IsStrong()
    {
        await _ledger.NowAsync();
        await _other.SetAsync("k");

        Assert.Equal(1ul, (await _ledger.SnapshotAsync(TimeSpan.Zero, Ct)).Size);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _ledger.SnapshotAsync(TimeSpan.FromTicks(-1), Ct));
    }

    [Fact]
    public async Task Snapshot_BoundedAfterAnOwnCommit_CostsNothingAndHasIt()
    {
        _time.Advance(TimeSpan.FromHours(1));
        await _ledger.SetAsync("mine");
        await _other.SetAsync("theirs");
        _store.Hold();

        Assert.Equal(1ul, (await _ledger.SnapshotAsync(TimeSpan.FromSeconds(1), Ct)).Size);
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public async Task Snapshot_BoundedAfterAProbeThatTookLong_CountsFromItsStart()
    {
        Task<Snapshot> probe = await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        _store.LetGo();
        await probe;
        await _other.SetAsync("k");

        Assert.Equal(0ul, (await _ledger.SnapshotAsync(TimeSpan.FromSeconds(11), Ct)).Size);
        Assert.Equal(1ul, (await _ledger.SnapshotAsync(TimeSpan.FromSeconds(5), Ct)).Size);
    }

    [Fact]
    public async Task Dispose_AProbeUnderWay_WaitsForIt()
    {
        Task<Snapshot> probe = await BeginAsync();

        Task disposed = _ledger.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        _store.LetGo();
        await disposed;

        Assert.True(probe.IsCompleted);
    }

    private async Task<Task<Snapshot>> BeginAsync()
    {
        _store.Hold();
        Task<Snapshot> first = _ledger.NowAsync();
        await _store.ArrivalAsync();
        return first;
    }
}
