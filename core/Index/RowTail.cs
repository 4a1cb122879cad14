using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>The end of every row: which entry it is about and where that lies.</summary>
/// <param name="EntryIndex">Index of the entry.</param>
/// <param name="Kind">What the entry is.</param>
/// <param name="Position">Where its record lies in the log.</param>
public readonly record struct RowTail(ulong EntryIndex, EntryKind Kind, EntryPosition Position);
