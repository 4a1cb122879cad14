using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImmuFunctions.Core.Merkle;

/// <summary>The sizes a tree may have, in leaves.</summary>
public static class TreeSize
{
    /// <summary>The largest tree handled, in leaves: 2^63. The end of every subtree then still fits 64 bits.</summary>
    public const ulong Max = 1UL << 63;

    /// <summary>The size of the left subtree of a tree of <paramref name="leaves"/> leaves: the largest power of two less than it.</summary>
    /// <param name="leaves">At least 2.</param>
    /// <remarks>Source: the "k" of RFC 9162 section 2.1.1.</remarks>
    internal static ulong Split(ulong leaves) => 1UL << BitOperations.Log2(leaves - 1);

    internal static void Check(ulong size, [CallerArgumentExpression(nameof(size))] string? name = null) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Max, name);
}
