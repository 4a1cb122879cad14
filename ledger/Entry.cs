using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>An entry read from the log, its leaf compared with the tree.</summary>
/// <param name="Index">Zero-based place in the log.</param>
/// <param name="Kind">Plain, reference or sorted-set member.</param>
/// <param name="Key">The stored key.</param>
/// <param name="Value">The stored value.</param>
/// <param name="Leaf">The leaf hash, which the tree holds too.</param>
public sealed record Entry(ulong Index, EntryKind Kind, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, Hash Leaf);
