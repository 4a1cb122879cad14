namespace ImmuFunctions.Core.Log;

/// <summary>Why bytes are not a frame.</summary>
public enum FrameFault
{
    /// <summary>The frame is sound.</summary>
    None = 0,

    /// <summary>The bytes end before the frame does: none, a torn write, or more to fetch.</summary>
    Incomplete,

    /// <summary>The bytes do not start as a frame does.</summary>
    BadMagic,

    /// <summary>The length is less than an empty frame's or more than <see cref="FrameCodec.MaxLength"/> allows.</summary>
    BadLength,

    /// <summary>The CRC-32C does not fit the length and body.</summary>
    BadChecksum,

    /// <summary>A version this code does not know.</summary>
    BadVersion,

    /// <summary>The kind byte names no <see cref="FrameKind"/>.</summary>
    BadKind,

    /// <summary>The count is 0, differs from the number of records, or runs past the last index a u64 can hold.</summary>
    BadCount,

    /// <summary>A seal that carries entries or changes the root.</summary>
    BadSeal,

    /// <summary>A table of requests that is none: empty, longer than the frame, not in order, or about entries that are not there.</summary>
    BadRequests,

    /// <summary>A record inside the frame is not one (<see cref="EntryFault"/>).</summary>
    BadEntry,
}
