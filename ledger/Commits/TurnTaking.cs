namespace ImmuFunctions.Ledger.Commits;

/// <summary>Lets other writers have a turn: whoever has just won the swap leaves a gap before its next append.</summary>
/// <remarks>
/// <para>A writer with work waiting sends its next append the moment the last one is answered. One that lost must read first, and so comes too late every time: with
/// nothing done about it, it may starve. Waiting longer would not help the loser; it goes on at once. It is the winner that waits, up to twice as long as its
/// append took, drawn evenly, so that the loser's read and append fit into the gap about every third time.</para>
/// <para>Only while others are known to write: 64 frames long after one of theirs was met. A writer that is alone waits for nobody.</para>
/// </remarks>
internal sealed class TurnTaking(LedgerOptions options)
{
    private const int PoliteFrames = 64;

    // Shorter gaps than a timer can make are left out; longer ones than a usual cloud append needs would only cost.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private int _polite;
    private long _wonAt;
    private TimeSpan _gap;

    /// <summary>Another writer's frame has been met; if it is where ours should have gone, ours goes next without a gap.</summary>
    public void OthersWrite()
    {
        _polite = PoliteFrames;
        _gap = default;
    }

    /// <summary>Our frame is in the log.</summary>
    /// <param name="sentAt">When its append was sent.</param>
    public void Won(long sentAt)
    {
        if (_polite == 0)
            return;
        _polite--;
        _wonAt = options.Time.GetTimestamp();
        TimeSpan most = 2 * options.Time.GetElapsedTime(sentAt, _wonAt);
        _gap = options.Jitter() * (most < Longest ? most : Longest);
    }

    /// <summary>Before an append: waits for what is left of the gap.</summary>
    public async ValueTask WaitAsync()
    {
        if (_gap == default)
            return;
        TimeSpan left = _gap - options.Time.GetElapsedTime(_wonAt);
        _gap = default;
        if (left >= Shortest)
            await Task.Delay(left, options.Time).ConfigureAwait(false);
    }
}
