using ImmuFunctions.Simulator.Checking;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Reporting;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.World;

/// <summary>What everybody in one run shares.</summary>
internal sealed class SimulationContext
{
    public required Driver Driver { get; init; }

    public required Random Chance { get; init; }

    public required WorldPlan Plan { get; init; }

    public required Network Network { get; init; }

    public required SimulatedCloud Cloud { get; init; }

    public required LogModel Log { get; init; }

    public required IndexWatch Index { get; init; }

    public required LostBlobs Lost { get; init; }

    public required Verdict Verdict { get; init; }

    public required History History { get; init; }

    public required Trace Trace { get; init; }

    /// <summary>Time of the world outside the hosts.</summary>
    public required VirtualTime Time { get; init; }

    /// <summary>Whether nothing happens to hosts and blobs from outside any more.</summary>
    public bool IsStormOver { get; set; }

    /// <summary>Whether what the storm has left behind is past, too: nothing may fail any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Whether a host has said that the index has to be deleted.</summary>
    public bool MustDeleteIndex { get; set; }

    public FaultTally Tally => Network.Tally;

    public Task DelayAsync(TimeSpan delay) => Task.Delay(delay, Time);

    /// <summary>A time with this mean; short ones are the most frequent.</summary>
    public TimeSpan DrawAround(TimeSpan mean) => mean * -Math.Log(1 - Chance.NextDouble());

    public void Note(string who, string what) => Trace.Note(Driver.Now, who, what);
}
