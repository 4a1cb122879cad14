using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Reporting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImmuFunctions.Bench.Costs;

/// <summary>A ledger over a store whose operations are counted.</summary>
internal sealed class CostedLedger : IAsyncDisposable
{
    private const int LoadingCallers = 4;
    private static readonly TimeSpan UpkeepPatience = TimeSpan.FromMinutes(10);

    private CostedLedger(CountingStore store, LedgerEngine engine) => (Store, Engine) = (store, engine);

    /// <summary>Counts.</summary>
    public CountingStore Store { get; }

    /// <summary>The ledger.</summary>
    public LedgerEngine Engine { get; }

    /// <summary>Opens a ledger.</summary>
    /// <param name="store">Where it lies; stays the caller's.</param>
    /// <param name="isExclusive">Whether nobody else writes there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CostedLedger> OpenAsync(IBlobStore store, bool isExclusive, CancellationToken cancellationToken)
    {
        var counting = new CountingStore(store, isExclusive);
        return new(counting, await LedgerEngine.OpenAsync(counting, new LedgerOptions(), NullLoggerFactory.Instance, cancellationToken));
    }

    /// <summary>Appends entries <c>[0, entries)</c> in batches, made as they are needed.</summary>
    public Task LoadAsync(long entries, CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("loading entries", entries, async progress =>
        {
            long next = 0;
            await Task.WhenAll(Enumerable.Range(0, LoadingCallers).Select(_ => Task.Run(
                async () =>
                {
                    long from;
                    while ((from = Interlocked.Add(ref next, EntrySource.BatchEntries) - EntrySource.BatchEntries) < entries)
                    {
                        var count = (int)Math.Min(EntrySource.BatchEntries, entries - from);
                        await Engine.AppendAsync(DraftBatches.Create(from, count, KeyOrder.Random), cancellationToken);
                        progress.Add(count);
                    }
                },
                cancellationToken)));
            return progress.Done;
        });

    /// <summary>Waits until nothing was asked of the store for <paramref name="quiet"/>.</summary>
    /// <exception cref="BenchmarkException">That never comes.</exception>
    public Task SettleAsync(TimeSpan quiet, CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("waiting for upkeep", null, async _ =>
        {
            var deadline = DateTime.UtcNow + UpkeepPatience;
            for (var seen = -1; seen != Store.Count;)
            {
                if (DateTime.UtcNow > deadline)
                    throw new BenchmarkException("the ledger never became quiet");
                seen = Store.Count;
                await Task.Delay(quiet, cancellationToken);
            }

            return true;
        });

    /// <summary>Looks a key up in the newest snapshot and reads its entry.</summary>
    /// <exception cref="BenchmarkException">The answer is not what was written.</exception>
    public async Task ReadAsync(long number, CancellationToken cancellationToken)
    {
        var snapshot = await Engine.SnapshotAsync(cancellationToken);
        var key = EntrySource.Key(number);
        if (await snapshot.LatestAsync(key.Memory, cancellationToken) is not { } version)
            throw new BenchmarkException($"{key.ToStringUtf8()} is not found");
        var entry = await snapshot.EntryAsync(version, cancellationToken);
        if (!entry.Value.Span.SequenceEqual(EntrySource.Value(number).Span))
            throw new BenchmarkException($"{key.ToStringUtf8()}: another value came back than was written");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
