namespace ImmuFunctions.Ledger;

/// <summary>A batch that is durable.</summary>
/// <param name="FirstIndex">Index of the batch's first entry; the others follow in order.</param>
/// <param name="Count">Number of entries.</param>
/// <param name="Snapshot">A view that holds them, and perhaps entries after them.</param>
/// <param name="IsReplay">Whether the request had been committed before: nothing was written this time, and the answer is that of the first.</param>
public readonly record struct Commit(ulong FirstIndex, int Count, Snapshot Snapshot, bool IsReplay = false);
