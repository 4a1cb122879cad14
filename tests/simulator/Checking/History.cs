namespace ImmuFunctions.Simulator.Checking;

/// <summary>What clients asked for and were told, with the order in which that happened.</summary>
/// <param name="now">Tells virtual time; null where it does not matter.</param>
internal sealed class History(Func<TimeSpan>? now = null)
{
    private readonly List<TimeSpan> _times = [];

    public List<WriteRecord> Writes { get; } = [];

    public List<ReadRecord> Reads { get; } = [];

    /// <summary>The next moment of real time.</summary>
    public long Next()
    {
        _times.Add(now?.Invoke() ?? default);
        return _times.Count;
    }

    /// <summary>The first moment that was not before a time.</summary>
    public long NextAt(TimeSpan time)
    {
        int at = _times.Count;
        while (at > 0 && _times[at - 1] >= time)
            at--;
        return at + 1;
    }
}
