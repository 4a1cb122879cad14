using ImmuFunctions.Bench.Measuring;

namespace ImmuFunctions.Bench.Growth;

/// <summary>What loading came to.</summary>
/// <param name="Elapsed">From the first batch to the last answer.</param>
/// <param name="PeakResidentBytes">The most memory the host had in RAM, in bytes.</param>
/// <param name="Written">What the host wrote until it was quiet again.</param>
/// <param name="UntilQuiet">From the last answer to the host's last write; null if it was still writing when waiting ended.</param>
/// <param name="Disk">What lay on the disk then.</param>
internal sealed record LoadFigures(TimeSpan Elapsed, long PeakResidentBytes, ProcessWrites Written, TimeSpan? UntilQuiet, FolderUse Disk);
