using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>The Merkle tree over the rows of a run: leaf = SHA-256(0x00 ‖ row), inner nodes and shape as in RFC 6962.</summary>
/// <remarks>
/// Computed level by level: neighbours are paired from the left, and one left over moves up as it is. That gives the
/// tree of RFC 9162 section 2.1.1, since everything left of a split there is complete; and so the hashes after seven
/// levels are the roots of the blocks, those after six more the roots of the pages.
/// </remarks>
internal static class RowTree
{
    /// <summary>What a row's bytes are preceded by when hashed.</summary>
    public const byte LeafPrefix = 0x00;

    /// <summary>Levels from a row's leaf to its block's root.</summary>
    public const int BlockLevels = 7;

    /// <summary>Scratch hashes that <see cref="Raise"/> and <see cref="Root"/> need for <paramref name="count"/> hashes.</summary>
    public static int ScratchFor(int count) => (count + 1) / 2;

    /// <summary>The root over subtree roots that are all, but for the last, complete and of equal size.</summary>
    /// <param name="hashes">From left to right; overwritten.</param>
    /// <param name="scratch">At least <see cref="ScratchFor"/> of them.</param>
    public static Hash Root(Span<Hash> hashes, Span<Hash> scratch) =>
        hashes.IsEmpty ? Hash.EmptyTree : Raise(hashes, scratch, int.MaxValue)[0];

    /// <summary>Goes up a number of levels, or to the root.</summary>
    /// <param name="hashes">Of one level, from left to right; overwritten.</param>
    /// <param name="scratch">At least <see cref="ScratchFor"/> of them.</param>
    /// <param name="levels">How many levels to go up at most.</param>
    /// <returns>The hashes of that level, in one of the two spans.</returns>
    public static Span<Hash> Raise(Span<Hash> hashes, Span<Hash> scratch, int levels)
    {
        for (; levels > 0 && hashes.Length > 1; levels--)
        {
            var pairs = hashes.Length / 2;
            Sha256Batch.HashNodes(hashes[..(2 * pairs)], scratch[..pairs]);
            if (hashes.Length > 2 * pairs)
                scratch[pairs++] = hashes[^1];
            var parents = scratch[..pairs];
            scratch = hashes;
            hashes = parents;
        }

        return hashes;
    }
}
