namespace ImmuFunctions.Ledger.Auditing;

/// <summary>A verdict, and what to remember from now on.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Next">The next state. After a failure its size, root and key are those of before; null if the audit could not be done: then nothing changes.</param>
public sealed record AuditResult(AuditVerdict Verdict, AuditState? Next);
