using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>An entry as the checker found it in a segment.</summary>
internal sealed record LogEntry(int Index, EntryKind Kind, byte[] Key, byte[] Value, EntryPosition Position, int Frame);
