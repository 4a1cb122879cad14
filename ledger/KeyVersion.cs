using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>One version of a key.</summary>
/// <param name="Index">The entry that wrote it.</param>
/// <param name="Kind">What that entry is.</param>
/// <param name="Position">Where its record lies in the log. TEMPORARY: optional.</param>
public readonly record struct KeyVersion(ulong Index, EntryKind Kind, EntryPosition Position = default);
