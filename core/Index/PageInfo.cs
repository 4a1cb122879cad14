using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>Where a page of a run lies: up to 64 blocks, then the page's directory.</summary>
/// <param name="Fence">Not above the page's first row and above every row before it, no longer than needed for that.</param>
/// <param name="Offset">Of the page's first block in the blob, in bytes.</param>
/// <param name="BlockBytes">Bytes of its blocks.</param>
/// <param name="DirectoryBytes">Bytes of its directory, which follows the blocks.</param>
/// <param name="Root">RFC 6962 root over the page's rows: a subtree of the run's.</param>
public sealed record PageInfo(ReadOnlyMemory<byte> Fence, long Offset, int BlockBytes, int DirectoryBytes, Hash Root);
