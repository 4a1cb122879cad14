namespace ImmuFunctions.Bench.ColdStart;

/// <summary>Times of one step over all rounds.</summary>
internal sealed class ColdStartFigures
{
    private readonly List<TimeSpan> _times = [];

    public void Add(TimeSpan time) => _times.Add(time);

    public TimeSpan Median => Sorted[_times.Count / 2];

    public TimeSpan Least => Sorted[0];

    public TimeSpan Most => Sorted[^1];

    private List<TimeSpan> Sorted => [.. _times.Order()];
}
