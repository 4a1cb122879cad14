namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Makes background work take a share of one processor only, unless it is urgent.</summary>
/// <param name="share">The share, over 0 and at most 1.</param>
/// <param name="isUrgent">Whether to go on without pauses for now.</param>
/// <param name="time">Measures and waits.</param>
internal sealed class UpkeepPace(double share, Func<bool> isUrgent, TimeProvider time)
{
    // Short enough that a call that meets the work hardly notices, long enough that timers are exact.
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(2);

    private long _since = time.GetTimestamp();

    /// <summary>For work that cannot wait.</summary>
    public static UpkeepPace None(TimeProvider time) => new(1, static () => true, time);

    /// <summary>Rests, if enough was done since the last rest.</summary>
    public async ValueTask GiveWayAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan worked = time.GetElapsedTime(_since);
        if (worked < Stretch || share >= 1 || isUrgent())
            return;
        await Task.Delay(worked * ((1 / share) - 1), time, cancellationToken).ConfigureAwait(false);
        _since = time.GetTimestamp();
    }
}
