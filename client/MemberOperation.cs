namespace ImmuFunctions.Client;

/// <summary>Adds a key to a sorted set.</summary>
internal sealed record MemberOperation(LedgerBytes SetName, double Score, LedgerBytes Key, ulong? Index) : LedgerOperation;
