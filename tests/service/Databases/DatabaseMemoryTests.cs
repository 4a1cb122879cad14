using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

/// <summary>What databases that nobody uses cost a host.</summary>
public sealed class DatabaseMemoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseAsync_MoreThanStayOpen_ShareOneBudgetAndTheClosedOnesAreCollected()
    {
        const int MostOpen = 8;
        var store = new MemoryStore();
        await using DatabaseCatalog catalog = await DatabaseCatalog.OpenAsync(
            store, new LedgerOptions { CacheBytes = 64 << 20 }, MostOpen, NullLoggerFactory.Instance, Ct);
        List<WeakReference> ledgers = await TouchAsync(catalog, 100);
        while (catalog.OpenCount > MostOpen)
            await Task.Delay(1, Ct);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(ledgers.Count(l => l.IsAlive), 1, 2 * MostOpen); // what is on some thread's stack stays a little
        Assert.Equal(64 << 20, (await catalog.Default.Ledger.StatsAsync(Ct)).CacheBudgetBytes);
        Assert.Equal(4 << 20, (await catalog.System.StatsAsync(Ct)).CacheBudgetBytes);
        using DatabaseUse use = await catalog.UseAsync("db0", Ct);
        Assert.Equal(8 << 20, (await use.Database.Ledger.StatsAsync(Ct)).CacheBudgetBytes);
    }

    [Fact]
    public async Task UseAsync_SmallBudget_LeavesEachAMebibyte()
    {
        await using DatabaseCatalog catalog = await DatabaseCatalog.OpenAsync(
            new MemoryStore(), new LedgerOptions { CacheBytes = 2 << 20 }, NullLoggerFactory.Instance, Ct);
        using DatabaseUse use = await catalog.UseAsync("a", Ct);

        Assert.Equal(1 << 20, (await use.Database.Ledger.StatsAsync(Ct)).CacheBudgetBytes);
    }

    // All timers that the ledgers have come from their clock.
    [Fact]
    public async Task CloseIdleAsync_All_LeavesNoTimer()
    {
        var time = new TimerCounter();
        await using DatabaseCatalog catalog = await DatabaseCatalog.OpenAsync(
            new MemoryStore(), new LedgerOptions { Time = time }, NullLoggerFactory.Instance, Ct);
        int before = time.Live;
        await TouchAsync(catalog, 20);

        await catalog.CloseIdleAsync(TimeSpan.Zero);

        Assert.Equal((0, before), (catalog.OpenCount, time.Live));
    }

    private static async Task<List<WeakReference>> TouchAsync(DatabaseCatalog catalog, int count)
    {
        var ledgers = new List<WeakReference>();
        for (int i = 0; i < count; i++)
        {
            using DatabaseUse use = await catalog.UseAsync($"db{i}", Ct);
            await use.Database.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);
            ledgers.Add(new WeakReference(use.Database.Ledger));
        }

        return ledgers;
    }

    /// <summary>The system's clock, which counts the timers that were not disposed.</summary>
    private sealed class TimerCounter : TimeProvider
    {
        private int _live;

        public int Live => Volatile.Read(ref _live);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _live);
            return new CountedTimer(System.CreateTimer(callback, state, dueTime, period), this);
        }

        private sealed class CountedTimer(ITimer inner, TimerCounter counter) : ITimer
        {
            private int _isDisposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
                    return;
                Interlocked.Decrement(ref counter._live);
                inner.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
