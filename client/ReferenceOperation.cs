namespace ImmuFunctions.Client;

/// <summary>Makes a reference.</summary>
internal sealed record ReferenceOperation(LedgerBytes Name, LedgerBytes Key, ulong? Index) : LedgerOperation;
