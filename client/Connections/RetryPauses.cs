namespace ImmuFunctions.Client.Connections;

/// <summary>The pauses between tries: each twice as long as the one before, and shorter by chance, so that many clients do not come back at once.</summary>
internal sealed class RetryPauses(RetryOptions options, TimeProvider time)
{
    // 2^30 first pauses are longer than any longest one.
    private const int MostDoublings = 30;

    public int Attempts => options.Attempts;

    /// <summary>Waits after a try.</summary>
    /// <param name="attempt">Which one it was, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitAsync(int attempt, CancellationToken cancellationToken) => Task.Delay(LengthOf(attempt, Random.Shared.NextDouble()), time, cancellationToken);

    /// <param name="attempt">From 1.</param>
    /// <param name="chance">[0, 1).</param>
    internal TimeSpan LengthOf(int attempt, double chance)
    {
        double full = Math.Min(options.FirstPause.TotalMilliseconds * (1 << Math.Min(attempt - 1, MostDoublings)), options.LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (1 + chance) / 2);
    }
}
