namespace ImmuFunctions.Core.Log;

/// <summary>A request whose entries are part of a frame.</summary>
/// <param name="Id">Its name.</param>
/// <param name="First">Place of its first entry in the frame, from 0.</param>
/// <param name="Count">Its entries, which follow each other: at least 1.</param>
public readonly record struct FrameRequest(RequestId Id, int First, int Count);
