namespace ImmuFunctions.Bench.Growth;

/// <summary>Everything that was measured over one number of entries.</summary>
/// <param name="Entries">Number of entries loaded.</param>
/// <param name="Load">Loading them.</param>
/// <param name="Starts">Starting over them; null when that was not measured.</param>
/// <param name="Serving">Reading and writing.</param>
internal sealed record SizeOutcome(long Entries, LoadFigures Load, StartOutcome? Starts, ServingFigures Serving);
