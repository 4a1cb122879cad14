namespace ImmuFunctions.Bench.Contention;

/// <summary>One write as its writer remembers it.</summary>
/// <param name="Key">Its key; no two writes have the same.</param>
/// <param name="Value">Its value.</param>
/// <param name="Outcome">What the writer was told.</param>
/// <param name="Index">The index it was told; 0 if it was told none.</param>
internal readonly record struct WrittenEntry(string Key, string Value, WriteOutcome Outcome, ulong Index);
