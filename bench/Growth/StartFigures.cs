namespace ImmuFunctions.Bench.Growth;

/// <summary>Several starts of one kind: times from the start of the process on.</summary>
internal sealed class StartFigures
{
    private readonly List<TimeSpan> _ready = [];
    private readonly List<TimeSpan> _done = [];

    /// <summary>Median and longest time until the host answered at all.</summary>
    public (TimeSpan Median, TimeSpan Longest) Ready => Of(_ready);

    /// <summary>Median and longest time until the last thing that was asked for was there.</summary>
    public (TimeSpan Median, TimeSpan Longest) Done => Of(_done);

    /// <summary>Adds one start.</summary>
    public void Add(TimeSpan ready, TimeSpan done)
    {
        _ready.Add(ready);
        _done.Add(done);
    }

    private static (TimeSpan Median, TimeSpan Longest) Of(List<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return (sorted[sorted.Count / 2], sorted[^1]);
    }
}
