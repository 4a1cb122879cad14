using System.Collections.Concurrent;
using ImmuFunctions.Bench.Costs;
using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Bench.Azurite;

/// <summary>Single entries through the ledger engine, by callers that wait for each.</summary>
/// <param name="engine">The ledger.</param>
/// <param name="store">Notes what it asks of its store.</param>
internal sealed class LedgerAppends(LedgerEngine engine, CountingStore store)
{
    private readonly ConcurrentDictionary<ulong, bool> _frames = new();
    private long _next;

    /// <summary>Frames that the callers' entries went into.</summary>
    public long Frames { get; private set; }

    /// <summary>Appends of the store, seals left out.</summary>
    public long Appends { get; private set; }

    /// <summary>Bytes of the appends.</summary>
    public long Bytes { get; private set; }

    /// <summary>All other operations of the store.</summary>
    public long OtherOperations { get; private set; }

    /// <summary>Appends for a while.</summary>
    /// <exception cref="BenchmarkException">A frame was not one append.</exception>
    public async Task RunAsync(int callers, TimeSpan duration, LoadOutcome outcome, CancellationToken cancellationToken)
    {
        _frames.Clear();
        store.Take();
        await ClosedLoop.RunAsync(callers, duration, _ => AppendAsync(cancellationToken), outcome, cancellationToken);

        var operations = store.Take();
        var seals = operations.Count(o => o.Verb == StoreVerb.Create);
        var appends = operations.Count(o => o.Verb == StoreVerb.Append) - seals;
        if (appends != _frames.Count)
            throw new BenchmarkException($"{_frames.Count} frames took {appends} appends");
        Frames += _frames.Count;
        Appends += appends;
        Bytes += operations.Where(o => o.Verb == StoreVerb.Append).Sum(o => o.Bytes);
        OtherOperations += operations.Count - appends - seals;
    }

    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        var entry = DraftBatches.Create(Interlocked.Increment(ref _next), 1, KeyOrder.Random);
        var commit = await engine.AppendAsync(entry, cancellationToken);
        _frames.TryAdd(commit.Snapshot.Size, true);
    }
}
