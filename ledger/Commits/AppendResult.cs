namespace ImmuFunctions.Ledger.Commits;

/// <summary>What has become of a staged frame.</summary>
internal enum AppendResult
{
    /// <summary>It is at the log's end, and still to be taken into memory.</summary>
    Landed,

    /// <summary>It is in the log, and has been read back and taken into memory with whatever follows it.</summary>
    TakenIn,

    /// <summary>It is not in the log and never will be: other frames are in its place, and have been taken into memory.</summary>
    Behind,
}
