using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>What is remembered of 65,536 entries that were audited: number n is about [65,536·n, 65,536·(n + 1)).</summary>
/// <param name="Root">Their subtree's root.</param>
/// <param name="Kinds">Stands for what the tree does not cover; see <see cref="KindSum"/>.</param>
internal readonly record struct ChunkMemory(Hash Root, UInt128 Kinds)
{
    /// <summary>Entries of a chunk.</summary>
    public const ulong Entries = 1 << 16;
}
