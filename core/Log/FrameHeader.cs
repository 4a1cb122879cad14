using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Log;

/// <summary>What a frame says about itself.</summary>
/// <param name="Kind">Entries, or the seal of a segment.</param>
/// <param name="BatchId">Sixteen random bytes by which a writer recognises its own append when its outcome is unknown.</param>
/// <param name="FirstIndex">Zero-based index of the first entry; for a seal the log's size.</param>
/// <param name="Count">Entries in the frame: at least 1, for a seal 0.</param>
/// <param name="RootBefore">Root of the log's first <paramref name="FirstIndex"/> entries.</param>
/// <param name="RootAfter">Root of the log's first <paramref name="FirstIndex"/> + <paramref name="Count"/> entries.</param>
public readonly record struct FrameHeader(
    FrameKind Kind, UInt128 BatchId, ulong FirstIndex, int Count, Hash RootBefore, Hash RootAfter);
