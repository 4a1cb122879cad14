using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>One version of a key.</summary>
/// <param name="Index">The entry that wrote it.</param>
/// <param name="Kind">What that entry is.</param>
public readonly record struct KeyVersion(ulong Index, EntryKind Kind);
