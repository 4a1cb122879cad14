namespace ImmuFunctions.Ledger;

/// <summary>A place in the order in which entries are found by value: that of one entry.</summary>
/// <param name="Value">The entry's searchable value, whole.</param>
/// <param name="Key">Its stored key.</param>
/// <param name="Index">Its index.</param>
public readonly record struct ValuePosition(ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Key, ulong Index);
