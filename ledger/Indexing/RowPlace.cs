namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Where a row lies in a <see cref="RowArena"/>.</summary>
/// <param name="At">What the arena said.</param>
/// <param name="Length">Bytes of the row.</param>
internal readonly record struct RowPlace(int At, int Length);
