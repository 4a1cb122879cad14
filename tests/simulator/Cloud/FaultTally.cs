namespace ImmuFunctions.Simulator.Cloud;

/// <summary>How often each fault happened.</summary>
internal sealed class FaultTally
{
    private readonly long[] _counts = new long[Enum.GetValues<Fault>().Length];

    public long this[Fault fault] => _counts[(int)fault];

    public void Count(Fault fault) => _counts[(int)fault]++;
}
