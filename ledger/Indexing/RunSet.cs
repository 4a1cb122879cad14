using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The live runs of a ledger.</summary>
/// <param name="OldestFirst">The runs; each begins where the one before it ends.</param>
/// <param name="Files">Reads them.</param>
/// <param name="Size">Entries they cover: [0, <paramref name="Size"/>).</param>
internal sealed record RunSet(IReadOnlyList<RunInfo> OldestFirst, RunFiles Files, ulong Size);
