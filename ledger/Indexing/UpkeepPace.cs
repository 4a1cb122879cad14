namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Makes background work take a share of one processor only, unless it is urgent.</summary>
/// <param name="share">The share, over 0 and at most 1.</param>
/// <param name="isUrgent">Whether to go on without pauses for now.</param>
/// <param name="time">Measures and waits.</param>
internal sealed class UpkeepPace(double share, Func<bool> isUrgent, TimeProvider time)
{
    // Short enough that a call that meets the work hardly notices, long enough that timers are exact.
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(2);

    // A stretch that took long waited for something; to rest for that would only make it later. And it may become urgent meanwhile.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private long _since;

    /// <summary>Begins a piece of work.</summary>
    public void Begin() => _since = time.GetTimestamp();

    /// <summary>Rests, if enough was done since the last rest.</summary>
    public async ValueTask GiveWayAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan worked = time.GetElapsedTime(_since);
        if (worked < Stretch)
            return;
        if (share < 1 && !isUrgent())
        {
            TimeSpan rest = worked * ((1 / share) - 1);
            await Task.Delay(rest < LongestRest ? rest : LongestRest, time, cancellationToken).ConfigureAwait(false);
        }

        _since = time.GetTimestamp();
    }
}
