using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>RFC 9162 section 2.1.1, written down as it stands there.</summary>
internal static class NaiveTree
{
    /// <summary>MTH of leaf data, or of what a subtree's data are.</summary>
    public static Hash Root(ReadOnlySpan<byte[]> data)
    {
        if (data.IsEmpty) return Hash.FromBytes(SHA256.HashData([]));
        if (data.Length == 1) return Hash.FromBytes(SHA256.HashData([0, .. data[0]]));
        return Node(Root(data[..Split(data.Length)]), Root(data[Split(data.Length)..]));
    }

    /// <summary>The same over hashes instead of data.</summary>
    public static Hash Root(ReadOnlySpan<Hash> hashes) =>
        hashes.Length == 1 ? hashes[0] : Node(Root(hashes[..Split(hashes.Length)]), Root(hashes[Split(hashes.Length)..]));

    private static Hash Node(Hash left, Hash right) => Hash.FromBytes(SHA256.HashData([1, .. left.ToArray(), .. right.ToArray()]));

    private static int Split(int count)
    {
        var k = 1;
        while (2 * k < count) k *= 2;
        return k;
    }
}
