namespace ImmuFunctions.Ledger.Commits;

/// <summary>Where the next frame goes.</summary>
/// <param name="Segment">First index, and so the name, of the segment being written.</param>
/// <param name="Position">Its length in bytes.</param>
/// <param name="Frames">Frames in it.</param>
internal readonly record struct LogEnd(ulong Segment, long Position, int Frames);
