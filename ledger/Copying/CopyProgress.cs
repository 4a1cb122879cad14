namespace ImmuFunctions.Ledger.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Bytes">Bytes of the log that are in the copy.</param>
/// <param name="TotalBytes">Bytes of the log that there were when the copy began.</param>
public readonly record struct CopyProgress(long Bytes, long TotalBytes);
