namespace ImmuFunctions.Core.Log;

/// <summary>What a frame does to the log.</summary>
public enum FrameKind : byte
{
    /// <summary>Adds one atomic batch of entries.</summary>
    Entries = 1,

    /// <summary>Closes its segment: adds nothing, and the next entry goes to the segment named by the frame's first index.</summary>
    Seal = 2,
}
