namespace ImmuFunctions.Ledger.Auditing;

/// <summary>How far an audit has read the log.</summary>
/// <param name="Entries">Entries read and hashed, old and new.</param>
/// <param name="Bytes">Bytes of their frames.</param>
/// <param name="TotalBytes">Bytes that the log had when the audit began.</param>
public readonly record struct AuditProgress(ulong Entries, long Bytes, long TotalBytes);
