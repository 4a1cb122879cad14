using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Service.Dumps;

/// <summary>A node of the tree where immudb keeps it.</summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Position">Zero-based, from the left.</param>
/// <param name="Digest">Its hash.</param>
internal readonly record struct TreeNode(int Level, ulong Position, Hash Digest);
