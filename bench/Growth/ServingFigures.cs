using ImmuFunctions.Bench.Measuring;

namespace ImmuFunctions.Bench.Growth;

/// <summary>What serving came to, in one life of a host.</summary>
/// <param name="GetAlone">Get by one caller.</param>
/// <param name="GetTogether">Get by several callers.</param>
/// <param name="SafeGetAlone">SafeGet by one caller, who verifies each answer.</param>
/// <param name="Set">Set of new keys by many callers.</param>
/// <param name="SetProcessorTime">Processor time of the host during these.</param>
/// <param name="ResidentAfterStart">Memory in RAM before any of these, in bytes.</param>
/// <param name="ResidentAfterGets">After the gets.</param>
/// <param name="ResidentAfterSets">After the sets.</param>
/// <param name="PeakResident">The most at any time.</param>
internal sealed record ServingFigures(
    LoadOutcome GetAlone,
    LoadOutcome GetTogether,
    LoadOutcome SafeGetAlone,
    LoadOutcome Set,
    TimeSpan SetProcessorTime,
    long ResidentAfterStart,
    long ResidentAfterGets,
    long ResidentAfterSets,
    long PeakResident);
