namespace ImmuFunctions.Simulator.Checking;

/// <summary>What clients asked for and were told, with the order in which that happened.</summary>
internal sealed class History
{
    private long _moment;

    public List<WriteRecord> Writes { get; } = [];

    public List<ReadRecord> Reads { get; } = [];

    /// <summary>The next moment of real time.</summary>
    public long Next() => ++_moment;
}
