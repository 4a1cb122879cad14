namespace ImmuFunctions.Core.Log;

/// <summary>Where an entry's record lies in the log.</summary>
/// <param name="Segment">First index of the segment that holds it (<see cref="SegmentName"/>).</param>
/// <param name="Offset">Bytes from the segment's start to the record.</param>
/// <param name="Length">Bytes of the record.</param>
public readonly record struct EntryPosition(ulong Segment, long Offset, int Length);
