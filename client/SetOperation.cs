namespace ImmuFunctions.Client;

/// <summary>Sets a key.</summary>
internal sealed record SetOperation(LedgerBytes Key, LedgerBytes Value, bool IsRaw) : LedgerOperation;
