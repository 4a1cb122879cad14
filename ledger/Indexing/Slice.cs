namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A range of the log whose rows are in memory and belong into one run.</summary>
/// <param name="From">Index of its first entry.</param>
/// <param name="To">One past the index of its last.</param>
/// <param name="Tables">Its rows, oldest table first.</param>
/// <param name="End">The ledger after it.</param>
/// <param name="IsOurs">Whether this process wrote the frame that ends it, and so is the one that makes its run. Others do so only if that takes long.</param>
internal sealed record Slice(ulong From, ulong To, Memtable[] Tables, SliceEnd End, bool IsOurs);
