using System.Buffers.Binary;
using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>RFC 9162's own recursive definitions over leaf i = SHA-256(0x00 ‖ u64be(i)), slow and plain.</summary>
public sealed class ReferenceTree
{
    private readonly Dictionary<(ulong From, ulong To), Hash> _known = [];

    /// <summary>The hash of leaf <paramref name="index"/>.</summary>
    public static Hash Leaf(ulong index)
    {
        Span<byte> data = stackalloc byte[9];
        BinaryPrimitives.WriteUInt64BigEndian(data[1..], index);
        return Hash.FromBytes(SHA256.HashData(data));
    }

    /// <summary>The hashes of leaves [from, to).</summary>
    public static Hash[] Leaves(ulong from, ulong to) =>
        [.. Enumerable.Range(0, (int)(to - from)).Select(i => Leaf(from + (ulong)i))];

    /// <summary>MTH(D[from:to)), section 2.1.1.</summary>
    public Hash Root(ulong from, ulong to)
    {
        if (from == to)
            return Hash.FromBytes(SHA256.HashData([]));
        if (to - from == 1)
            return Leaf(from);
        if (_known.TryGetValue((from, to), out var known))
            return known;
        var k = Split(to - from);
        return _known[(from, to)] = Node(Root(from, from + k), Root(from + k, to));
    }

    /// <summary>PATH(m, D[n]), section 2.1.3.1.</summary>
    public Hash[] Path(ulong m, ulong n) => [.. Path(m, 0, n)];

    /// <summary>PROOF(m, D[n]), section 2.1.4.1.</summary>
    public Hash[] Proof(ulong m, ulong n) => [.. SubProof(m, 0, n, true)];

    private static Hash Node(Hash left, Hash right) =>
        Hash.FromBytes(SHA256.HashData([1, .. left.ToArray(), .. right.ToArray()]));

    private static ulong Split(ulong n)
    {
        ulong k = 1;
        while (k * 2 < n)
            k *= 2;
        return k;
    }

    private IEnumerable<Hash> Path(ulong m, ulong from, ulong to)
    {
        if (to - from == 1)
            return [];
        var k = Split(to - from);
        return m < k
            ? Path(m, from, from + k).Append(Root(from + k, to))
            : Path(m - k, from + k, to).Append(Root(from, from + k));
    }

    private IEnumerable<Hash> SubProof(ulong m, ulong from, ulong to, bool known)
    {
        if (m == to - from)
            return known ? [] : [Root(from, to)];
        var k = Split(to - from);
        return m <= k
            ? SubProof(m, from, from + k, known).Append(Root(from + k, to))
            : SubProof(m - k, from + k, to, false).Append(Root(from, from + k));
    }
}
