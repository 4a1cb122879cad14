using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>An entry to be appended; the commit gives it its index.</summary>
/// <param name="Kind">Plain, reference or sorted-set member.</param>
/// <param name="Key">The stored key.</param>
/// <param name="Value">The stored value.</param>
/// <param name="BoundTo">−1, or the place in the same batch of the entry this one refers to: its index, known only at the commit, is
/// then written over the target suffix of the value (and, for a sorted-set member, of the key).</param>
public readonly record struct EntryDraft(EntryKind Kind, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, int BoundTo = -1);
