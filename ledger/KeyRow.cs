using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>A key and its newest version, as a scan meets it.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Index">The entry that wrote the newest version.</param>
/// <param name="Kind">What that entry is.</param>
public readonly record struct KeyRow(ReadOnlyMemory<byte> Key, ulong Index, EntryKind Kind);
