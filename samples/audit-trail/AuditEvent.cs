namespace ImmuFunctions.Samples.AuditTrail;

/// <summary>A record as it was found in the ledger.</summary>
/// <param name="Index">Its place in the log, for a receipt.</param>
/// <param name="Time">By this program's clock when it was written.</param>
/// <param name="Record">What was done.</param>
public sealed record AuditEvent(ulong Index, DateTimeOffset? Time, AuditRecord? Record);
