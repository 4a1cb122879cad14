using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>The RFC 6962 tree, written from its own definition with the platform's SHA-256; shares no code with the product.</summary>
internal sealed class NaiveTree
{
    // Roots of complete subtrees: by level, then from left to right.
    private readonly List<List<Hash>> _levels = [[]];
    private readonly List<Hash?> _roots = [Hash.FromBytes(SHA256.HashData([]))];

    public int Size => _levels[0].Count;

    public IReadOnlyList<Hash> Leaves => _levels[0];

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        byte[] data = new byte[17 + key.Length + value.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(1), (ulong)Size);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(9), (ulong)key.Length);
        key.CopyTo(data.AsSpan(17));
        value.CopyTo(data.AsSpan(17 + key.Length));
        _levels[0].Add(Hash.FromBytes(SHA256.HashData(data)));
        _roots.Add(null);
        for (int level = 0; _levels[level].Count % 2 == 0; level++)
        {
            if (_levels.Count == level + 1)
                _levels.Add([]);
            _levels[level + 1].Add(Node(_levels[level][^2], _levels[level][^1]));
        }
    }

    /// <summary>Root over the first <paramref name="size"/> leaves.</summary>
    public Hash Root(int size) => _roots[size] ??= Range(0, size);

    // The definition: split at the largest power of two below the size.
    private Hash Range(int from, int count)
    {
        int level = System.Numerics.BitOperations.Log2((uint)count);
        if (count == 1 << level && from % count == 0)
            return _levels[level][from / count];
        int left = count == 1 << level ? count / 2 : 1 << level;
        return Node(Range(from, left), Range(from + left, count - left));
    }

    private static Hash Node(Hash left, Hash right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Hash.Size)];
        data[0] = 1;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Hash.Size)..]);
        Span<byte> digest = stackalloc byte[Hash.Size];
        SHA256.HashData(data, digest);
        return Hash.FromBytes(digest);
    }
}
