namespace ImmuFunctions.Simulator.Checking;

/// <summary>A frame of entries as the checker found it in a segment.</summary>
internal sealed record LogFrame(int FirstIndex, int Count, ulong Segment, long Position, int Length, int NumberInSegment);
