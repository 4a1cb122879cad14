using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>What happens to batches that wait while an append is under way.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly CountingStore _counting = new(new MemoryStore());
    private GatedStore _store = null!;
    private LedgerEngine _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new GatedStore(_counting);
        _ledger = await TestLedger.OpenAsync(_store, TestLedger.OneSegment with { GroupEntries = 100 });
    }

    public ValueTask DisposeAsync()
    {
        _store.Open();
        return _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Append_HundredWhileOneIsUnderWay_TakesOneFurtherAppend()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 100).Select(i => _ledger.SetAsync($"{i}"))];

        _store.Open();
        Commit[] commits = await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, _counting.Count("append"));
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (ulong)i), commits.Select(c => c.FirstIndex));
    }

    [Fact]
    public async Task Append_MoreThanAGroupTakes_IsDividedBetweenBatches()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 5).Select(i => _ledger.AppendAsync(Enumerable.Repeat(TestLedger.Draft($"{i}"), 40).ToArray(), Ct).AsTask())];

        _store.Open();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(4, _counting.Count("append")); // 1, then 2, 2 and 1 batches
    }

    [Fact]
    public async Task Append_CancelledWhileWaiting_IsNotWritten()
    {
        Task<Commit> first = await BeginAsync();
        using var cancel = new CancellationTokenSource();
        ValueTask<Commit> waiting = _ledger.AppendAsync(new[] { TestLedger.Draft("taken back") }, cancel.Token);
        Task<Commit> last = _ledger.SetAsync("last");

        await cancel.CancelAsync();
        _store.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        Assert.Equal(1ul, (await last).FirstIndex);
        Assert.Null(await (await _ledger.NowAsync()).LatestAsync("taken back"u8.ToArray(), Ct));
        await first;
    }

    [Fact]
    public async Task Append_CancelledOnceUnderWay_TellsTheOutcome()
    {
        using var cancel = new CancellationTokenSource();
        ValueTask<Commit> underWay = _ledger.AppendAsync(new[] { TestLedger.Draft("k") }, cancel.Token);
        await _store.Arrived.WaitAsync(Ct);

        await cancel.CancelAsync();
        _store.Open();

        Assert.Equal(0ul, (await underWay).FirstIndex);
    }

    [Fact]
    public async Task Snapshot_WhileAnAppendIsUnderWay_DoesNotShowIt()
    {
        Task<Commit> first = await BeginAsync();

        Assert.Equal(0ul, (await _ledger.NowAsync()).Size);

        _store.Open();
        await first;
        Assert.Equal(1ul, (await _ledger.NowAsync()).Size);
    }

    [Fact]
    public async Task Dispose_BatchesWaiting_CommitsThemFirst()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 20).Select(i => _ledger.SetAsync($"{i}"))];

        Task disposed = _ledger.DisposeAsync().AsTask();
        _store.Open();
        await disposed;

        Assert.True(first.IsCompletedSuccessfully);
        Assert.All(await Task.WhenAll(rest), c => Assert.Equal(1, c.Count));
        Assert.Equal(21ul, ulong.Parse((await Picture.OfAsync(_counting)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Append_AfterDispose_IsUnavailable()
    {
        await _ledger.DisposeAsync();

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => _ledger.SetAsync("late"));
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        await _ledger.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private async Task<Task<Commit>> BeginAsync()
    {
        Task<Commit> first = _ledger.SetAsync("first");
        await _store.Arrived.WaitAsync(Ct);
        return first;
    }
}
