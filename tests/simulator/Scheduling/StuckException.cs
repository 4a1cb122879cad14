namespace ImmuFunctions.Simulator.Scheduling;

/// <summary>The simulation makes no progress.</summary>
internal sealed class StuckException(string message) : Exception(message);
