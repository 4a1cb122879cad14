namespace ImmuFunctions.Simulator.World;

/// <summary>A host did not answer.</summary>
internal sealed class HostGoneException(string message) : Exception(message);
