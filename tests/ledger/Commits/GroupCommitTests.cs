using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>What happens to batches that wait while an append is under way.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly CountingStore counting = new(new MemoryStore());
    private GatedStore store = null!;
    private LedgerEngine ledger = null!;

    public async ValueTask InitializeAsync()
    {
        store = new GatedStore(counting);
        ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment with { GroupEntries = 100 });
    }

    public ValueTask DisposeAsync()
    {
        store.Open();
        return ledger.DisposeAsync();
    }

    [Fact]
    public async Task Append_HundredWhileOneIsUnderWay_TakesOneFurtherAppend()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 100).Select(i => ledger.SetAsync($"{i}"))];

        store.Open();
        Commit[] commits = await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, counting.Count("append"));
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (ulong)i), commits.Select(c => c.FirstIndex));
    }

    [Fact]
    public async Task Append_MoreThanAGroupTakes_IsDividedBetweenBatches()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 5).Select(i => ledger.AppendAsync(Enumerable.Repeat(TestLedger.Draft($"{i}"), 40).ToArray(), Ct).AsTask())];

        store.Open();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(4, counting.Count("append")); // 1, then 2, 2 and 1 batches
    }

    [Fact]
    public async Task Append_CancelledWhileWaiting_IsNotWritten()
    {
        Task<Commit> first = await BeginAsync();
        using var cancel = new CancellationTokenSource();
        ValueTask<Commit> waiting = ledger.AppendAsync(new[] { TestLedger.Draft("taken back") }, cancel.Token);
        Task<Commit> last = ledger.SetAsync("last");

        await cancel.CancelAsync();
        store.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        Assert.Equal(1ul, (await last).FirstIndex);
        Assert.Null(await (await ledger.NowAsync()).LatestAsync("taken back"u8.ToArray(), Ct));
        await first;
    }

    [Fact]
    public async Task Append_CancelledOnceUnderWay_TellsTheOutcome()
    {
        using var cancel = new CancellationTokenSource();
        ValueTask<Commit> underWay = ledger.AppendAsync(new[] { TestLedger.Draft("k") }, cancel.Token);
        await store.Arrived.WaitAsync(Ct);

        await cancel.CancelAsync();
        store.Open();

        Assert.Equal(0ul, (await underWay).FirstIndex);
    }

    [Fact]
    public async Task Snapshot_WhileAnAppendIsUnderWay_DoesNotShowIt()
    {
        Task<Commit> first = await BeginAsync();

        Assert.Equal(0ul, (await ledger.NowAsync()).Size);

        store.Open();
        await first;
        Assert.Equal(1ul, (await ledger.NowAsync()).Size);
    }

    [Fact]
    public async Task Dispose_BatchesWaiting_CommitsThemFirst()
    {
        Task<Commit> first = await BeginAsync();
        Task<Commit>[] rest = [.. Enumerable.Range(0, 20).Select(i => ledger.SetAsync($"{i}"))];

        Task disposed = ledger.DisposeAsync().AsTask();
        store.Open();
        await disposed;

        Assert.True(first.IsCompletedSuccessfully);
        Assert.All(await Task.WhenAll(rest), c => Assert.Equal(1, c.Count));
        Assert.Equal(21ul, ulong.Parse((await Picture.OfAsync(counting)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Append_AfterDispose_IsUnavailable()
    {
        await ledger.DisposeAsync();

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => ledger.SetAsync("late"));
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private async Task<Task<Commit>> BeginAsync()
    {
        Task<Commit> first = ledger.SetAsync("first");
        await store.Arrived.WaitAsync(Ct);
        return first;
    }
}
