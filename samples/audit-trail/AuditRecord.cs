namespace ImmuFunctions.Samples.AuditTrail;

/// <summary>What one request did. Neither query nor body: they may hold secrets, and a ledger forgets nothing.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Path">As it was asked for.</param>
/// <param name="User">Who asked.</param>
/// <param name="Status">What was answered.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
/// <param name="DurationMs">From the request's arrival to its answer.</param>
public sealed record AuditRecord(string Method, string Path, string User, int Status, string TraceId, long DurationMs);
