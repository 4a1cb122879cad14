namespace ImmuFunctions.Ledger;

/// <summary>A key and its newest version, as a scan meets it.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Version">The newest version.</param>
public readonly record struct KeyRow(ReadOnlyMemory<byte> Key, KeyVersion Version);
