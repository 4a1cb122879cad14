using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>When checkpoints are published by themselves.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly SteppedTime _time = new();

    [Fact]
    public async Task Commits_InOneInterval_ArePublishedOnceAtItsEndThenSilence()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await OpenAsync(store, signer);
        await ledger.LoadAsync(20);
        await _time.WhenWaitingAsync();
        _time.Pass(Interval - TimeSpan.FromSeconds(1));
        await ledger.SetAsync("last");
        Assert.Equal(0, signer.Signed);

        _time.Pass(TimeSpan.FromSeconds(1));
        await PublishedAsync(store, signer, 21);

        Assert.Equal(1, signer.Signed);
        await QuietAsync();
        store.Forget();
        _time.Pass(100 * Interval);
        await QuietAsync();
        Assert.Empty(store.Operations);
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Commits_OverManyIntervals_ArePublishedOncePerInterval()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await OpenAsync(store, signer);

        for (uint i = 1; i <= 5; i++)
        {
            await ledger.SetAsync($"a{i}");
            await ledger.SetAsync($"b{i}");
            await _time.WhenWaitingAsync();
            _time.Pass(Interval);
            await PublishedAsync(store, signer, 2 * i);
        }

        Assert.Equal(5, signer.Signed);
        Assert.Equal(5, store.Count("put checkpoint"));
        Assert.Equal(1, store.Count("get checkpoint") - _looks);
    }

    [Fact]
    public async Task Dispose_SomethingUnpublished_PublishesItOnce()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using (LedgerEngine ledger = await OpenAsync(store, signer))
            await ledger.LoadAsync(3);

        Assert.Equal(3u, (await Published.InAsync(store, signer))!.Size);
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Dispose_NothingWritten_DoesNothing()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using (await OpenAsync(store, signer))
            store.Forget();

        Assert.Empty(store.Operations);
        Assert.Equal(0, signer.Signed);
    }

    [Fact]
    public async Task Interval_Zero_PublishesNothingByItself()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer) with { Time = _time }))
            await ledger.LoadAsync(3);

        Assert.Equal(0, _time.Waiting);
        Assert.Null(await Published.InAsync(store, signer));
    }

    [Fact]
    public async Task Open_LastProcessDiedUnpublished_PublishesWhatItLeft()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using (LedgerEngine before = await TestLedger.OpenAsync(store, Published.By(signer)))
            await before.LoadAsync(3);

        await using LedgerEngine ledger = await OpenAsync(store, signer);
        await _time.WhenWaitingAsync();
        _time.Pass(Interval);

        await PublishedAsync(store, signer, 3);
    }

    [Fact]
    public async Task Open_SharedStore_DoesNothingByItself()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore(exclusive: false));
        await using (LedgerEngine before = await TestLedger.OpenAsync(store, Published.By(signer)))
            await before.LoadAsync(3);

        await using LedgerEngine ledger = await OpenAsync(store, signer);
        await QuietAsync();

        Assert.Equal(0, _time.Waiting);
    }

    [Theory]
    [InlineData("signer")]
    [InlineData("store")]
    public async Task Failure_OfSignerOrStore_DisturbsNoWriteAndIsTriedAgainAfterAnInterval(string what)
    {
        using var signer = new TestSigner();
        var faults = new FaultyStore(new MemoryStore());
        var store = new CountingStore(faults);
        await using LedgerEngine ledger = await OpenAsync(store, signer);
        await ledger.SetAsync("a");
        await _time.WhenWaitingAsync();
        if (what == "signer")
            signer.FailNext(2);
        else
            faults.FailNext("put").FailNext("put");

        _time.Pass(Interval);
        await _time.WhenWaitingAsync(); // failed: waits again, though nobody writes
        await ledger.SetAsync("b");
        Assert.Null(await Published.InAsync(store, signer));
        _time.Pass(Interval);
        await _time.WhenWaitingAsync();
        _time.Pass(Interval);

        await PublishedAsync(store, signer, 2);
    }

    [Fact]
    public async Task Failure_AtTheEnd_DoesNotKeepTheLedgerOpen()
    {
        using var signer = new TestSigner();
        var store = new MemoryStore();
        await using (LedgerEngine ledger = await OpenAsync(store, signer))
        {
            await ledger.SetAsync("a");
            signer.FailNext(1);
        }

        Assert.Equal(1, signer.Signed);
        Assert.Null(await Published.InAsync(store, signer));
    }

    [Fact]
    public async Task Contradiction_IsSaidAgainOnlyWhenSomebodyWrites()
    {
        using TestSigner signer = new(), other = new();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await OpenAsync(store, signer);
        await Published.ReplaceAsync(store, "not ours\n"u8.ToArray());
        await ledger.SetAsync("a");
        await _time.WhenWaitingAsync();
        _time.Pass(Interval);
        await UntilAsync(() => store.Count("get checkpoint") == 1);
        await QuietAsync();

        Assert.Equal(0, _time.Waiting);
        await ledger.SetAsync("b");
        await _time.WhenWaitingAsync();
        Assert.Equal(0, signer.Signed);
    }

    private int _looks;

    private Task<LedgerEngine> OpenAsync(IBlobStore store, TestSigner signer) =>
        TestLedger.OpenAsync(store, Published.By(signer) with { CheckpointInterval = Interval, Time = _time });

    private async Task PublishedAsync(IBlobStore store, TestSigner signer, ulong size) => await UntilAsync(async () =>
    {
        _looks++;
        return (await Published.InAsync(store, signer))?.Size == size;
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(1, patience.Token);
    }

    // Long enough for a mistake to show; what is right does not depend on it.
    private static Task QuietAsync() => Task.Delay(50, Ct);
}
