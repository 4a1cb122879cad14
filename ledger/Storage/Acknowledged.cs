namespace ImmuFunctions.Ledger.Storage;

/// <summary>What a store remembers of the appends it acknowledged.</summary>
/// <param name="AtLeast">So many bytes were acknowledged: they must be there and whole.</param>
/// <param name="IsExact">Nothing after them was acknowledged. False after a power failure or without a memory: then bytes after them may count.</param>
public readonly record struct Acknowledged(long AtLeast, bool IsExact);
