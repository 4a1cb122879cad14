namespace ImmuFunctions.Bench.Measuring;

/// <summary>What one kind of call came to, over all its turns.</summary>
internal sealed class LoadOutcome
{
    /// <summary>One duration per call answered.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Time in which calls were made.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Calls per second; zero before the first turn.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Latencies.Count / Elapsed.TotalSeconds : 0;
}
