using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

/// <summary>A thousand databases on one host.</summary>
public sealed class ManyDatabasesTests
{
    private const int Databases = 1000;
    private const int MostOpen = 16;
    private const int Callers = 12;
    private const int BeingClosed = MostOpen / 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseAsync_AThousand_AllKeepTheirEntriesWithSixteenOpen(bool exclusive)
    {
        var store = new WatchedStore(new MemoryStore(exclusive));
        await using DatabaseCatalog catalog = await OpenAsync(store);
        int mostOpen = 0;
        await ForEachAsync(Enumerable.Range(0, Databases), async i =>
        {
            using DatabaseUse use = await catalog.UseAsync($"db{i}", Ct);
            await use.Database.Ledger.AppendAsync(Written.Draft("k", $"value {i}"), Ct);
            InterlockedMax(ref mostOpen, catalog.OpenCount);
        });

        int[] order = [.. Enumerable.Range(0, Databases)];
        new Random(7).Shuffle(order);
        await ForEachAsync(order, async i =>
        {
            using DatabaseUse use = await catalog.UseAsync($"db{i}", Ct);
            Assert.Equal($"value {i}", await Written.ValueAsync(use.Database.Ledger, 0));
            InterlockedMax(ref mostOpen, catalog.OpenCount);
        });

        Assert.InRange(mostOpen, MostOpen, MostOpen + BeingClosed);

        // Idle: what is being closed is waited for; then nothing asks the store for anything.
        await catalog.CloseIdleAsync(TimeSpan.FromDays(1));
        while (catalog.OpenCount > MostOpen)
            await Task.Delay(1, Ct);
        store.Take();
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        Assert.Empty(store.Take());
        Assert.Equal(Databases + 2, await StoredDatabases.ListAsync(store, Ct).CountAsync(Ct));
    }

    [Fact]
    public async Task UseAsync_AThousandInAFolder_AreReadBackInAnyOrder()
    {
        string folder = Directory.CreateTempSubdirectory("databases-test-").FullName;
        try
        {
            await using FolderStore store = FolderStore.Open(folder);
            await using (DatabaseCatalog before = await OpenAsync(store))
            {
                await ForEachAsync(Enumerable.Range(0, Databases), async i =>
                {
                    using DatabaseUse use = await before.UseAsync($"db{i}", Ct);
                    await use.Database.Ledger.AppendAsync(Written.Draft("k", $"value {i}"), Ct);
                });
            }

            await using DatabaseCatalog after = await OpenAsync(store);
            await ForEachAsync(Enumerable.Range(0, Databases).Reverse(), async i =>
            {
                using DatabaseUse use = await after.UseAsync($"db{i}", Ct);
                Assert.Equal($"value {i}", await Written.ValueAsync(use.Database.Ledger, 0));
            });
            Assert.Equal(Databases + 2, await StoredDatabases.ListAsync(store.AsItLies(), Ct).CountAsync(Ct));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task UseAsync_AgainstClosing_IsNeverMetByAClosedLedger()
    {
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore(), mostOpen: 3);
        var written = new int[9];
        using var done = new CancellationTokenSource();
        Task closer = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await catalog.CloseIdleAsync(TimeSpan.Zero);
        }, Ct);

        await ForEachAsync(Enumerable.Range(0, 2_000), async i =>
        {
            int database = i * 7 % written.Length;
            using DatabaseUse use = await catalog.UseAsync($"db{database}", Ct);
            await use.Database.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);
            Interlocked.Increment(ref written[database]);
        });
        await done.CancelAsync();
        await closer;

        for (int database = 0; database < written.Length; database++)
        {
            using DatabaseUse use = await catalog.UseAsync($"db{database}", Ct);
            Assert.Equal((ulong)written[database], (await use.Database.Ledger.SnapshotAsync(Ct)).Size);
        }
    }

    private static Task ForEachAsync(IEnumerable<int> numbers, Func<int, Task> action) =>
        Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Ct }, (i, _) => new ValueTask(action(i)));

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen;)
            seen = Interlocked.CompareExchange(ref most, value, seen);
    }

    private static Task<DatabaseCatalog> OpenAsync(IBlobStore store, int mostOpen = MostOpen) =>
        DatabaseCatalog.OpenAsync(store, new LedgerOptions(), mostOpen, NullLoggerFactory.Instance, Ct);
}
