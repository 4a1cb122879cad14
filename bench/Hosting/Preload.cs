using System.Diagnostics;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>Fills a host with entries of <see cref="EntrySource"/>, in batches.</summary>
internal static class Preload
{
    private const int Callers = 4;

    /// <summary>Sets entries <c>[0, entries)</c>.</summary>
    /// <returns>How long it took.</returns>
    public static Task<TimeSpan> RunAsync(HostSession session, long entries, CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("loading entries", entries, async progress =>
        {
            var started = Stopwatch.GetTimestamp();
            long next = 0;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
            {
                long from;
                while ((from = Interlocked.Add(ref next, EntrySource.BatchEntries) - EntrySource.BatchEntries) < entries)
                {
                    var count = Math.Min(EntrySource.BatchEntries, entries - from);
                    await session.Client(caller).SetBatchAsync(EntrySource.Batch(from, count), session.Options, cancellationToken);
                    progress.Add(count);
                }
            }));
            return Stopwatch.GetElapsedTime(started);
        });
}
