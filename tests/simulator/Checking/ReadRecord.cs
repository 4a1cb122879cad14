namespace ImmuFunctions.Simulator.Checking;

/// <summary>A snapshot that a client took, and what it saw of some keys.</summary>
/// <param name="Invoked">When the snapshot was asked for.</param>
/// <param name="Completed">When it was there.</param>
/// <param name="Size">Its size.</param>
/// <param name="Seen">Values by key; null where the key was not there.</param>
internal sealed record ReadRecord(long Invoked, long Completed, int Size, IReadOnlyDictionary<string, string?> Seen);
