using System.Diagnostics;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>Load from a fixed number of callers, each of which calls again as soon as it is answered.</summary>
/// <remarks>
/// A closed loop slows down with the server, so its latencies say what these callers saw, not what arrivals at a fixed rate
/// would see.
/// </remarks>
internal static class ClosedLoop
{
    /// <summary>Calls until <paramref name="duration"/> is over and the last calls are answered.</summary>
    /// <param name="callers">Calls under way at once.</param>
    /// <param name="duration">How long new calls are begun.</param>
    /// <param name="call">One call; is told the caller's number from 0.</param>
    /// <param name="outcome">Where the calls and the time are added.</param>
    /// <param name="cancellationToken">Ends the load early, with <see cref="OperationCanceledException"/>.</param>
    public static async Task RunAsync(
        int callers, TimeSpan duration, Func<int, Task> call, LoadOutcome outcome, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                var now = Stopwatch.GetTimestamp();
                while (now < end)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await call(caller);
                    var answered = Stopwatch.GetTimestamp();
                    outcome.Latencies.Record(answered - now);
                    now = answered;
                }
            },
            cancellationToken)));
        outcome.Elapsed += Stopwatch.GetElapsedTime(started);
    }
}
