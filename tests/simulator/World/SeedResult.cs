using ImmuFunctions.Simulator.Checking;
using ImmuFunctions.Simulator.Cloud;

namespace ImmuFunctions.Simulator.World;

/// <summary>What became of a seed.</summary>
internal sealed record SeedResult(
    int Seed, string TraceHash, IReadOnlyList<string> Violations, FaultTally Faults, OutcomeTally Outcomes, History History, long StoreCalls, long Events, TimeSpan VirtualTime, int Entries);
