namespace ImmuFunctions.Ledger.Auditing;

/// <summary>A verdict, and whether it was kept.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="IsSuperseded">Another audit of this ledger was first: this one counts for nothing.</param>
/// <param name="NotKept">Why neither verdict nor state, or only one of them, could be kept; null if they were. The next audit goes on from what is there.</param>
public sealed record AuditKept(AuditVerdict Verdict, bool IsSuperseded, LedgerException? NotKept);
