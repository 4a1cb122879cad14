namespace ImmuFunctions.Ledger;

/// <summary>An entry found by its value.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Version">The entry.</param>
public readonly record struct ValueRow(ReadOnlyMemory<byte> Key, KeyVersion Version);
