using ImmuFunctions.Bench.Ingest;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Bench.Costs;

/// <summary>Sets that come while an append is under way.</summary>
internal sealed class ConcurrentSets(CostedLedger ledger)
{
    /// <summary>Sets that wait.</summary>
    public const int Callers = 256;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Appends entries from <paramref name="from"/> on: one, and during its append all the others.</summary>
    /// <returns>Appends of the others together.</returns>
    public async Task<int> RunAsync(long from, CancellationToken cancellationToken)
    {
        ledger.Store.Take();
        var hold = new TaskCompletionSource();
        ledger.Store.HoldAppends(hold.Task);
        var first = SetAsync(from, cancellationToken);
        while (ledger.Store.Count == 0 && !first.IsCompleted)
            await Task.Delay(BetweenLooks, cancellationToken);
        Task<Commit>[] others = [.. Enumerable.Range(1, Callers).Select(i => SetAsync(from + i, cancellationToken))];
        hold.SetResult();
        await first;
        await Task.WhenAll(others);
        return new OperationTally(ledger.Store.Take()).Count(StoreVerb.Append, "log/") - 1;
    }

    private Task<Commit> SetAsync(long number, CancellationToken cancellationToken) =>
        ledger.Engine.AppendAsync(DraftBatches.Create(number, 1, KeyOrder.Random), cancellationToken).AsTask();
}
