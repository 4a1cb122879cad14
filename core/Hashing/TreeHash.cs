using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ImmuFunctions.Core.Hashing;

/// <summary>The hashes of the log's Merkle tree: leaves and inner nodes, told apart by their first byte.</summary>
/// <remarks>Source: RFC 9162 section 2.1.1; the leaf data is immudb 0.8's.</remarks>
public static class TreeHash
{
    /// <summary>SHA-256 of 0x00, the index and the key's length (each eight bytes, big-endian), the key and the value.</summary>
    public static Hash Leaf(ulong index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var leafData = new byte[16 + key.Length + value.Length];
        BinaryPrimitives.WriteUInt64BigEndian(leafData, index);
        BinaryPrimitives.WriteUInt64BigEndian(leafData.AsSpan(8), (ulong)key.Length);
        key.CopyTo(leafData.AsSpan(16));
        value.CopyTo(leafData.AsSpan(16 + key.Length));
        return Leaf(leafData);
    }

    /// <summary>SHA-256 of 0x00 and the leaf data.</summary>
    public static Hash Leaf(ReadOnlySpan<byte> leafData)
    {
        var message = new byte[1 + leafData.Length];
        leafData.CopyTo(message.AsSpan(1));
        return Hash.FromBytes(SHA256.HashData(message));
    }

    /// <summary>SHA-256 of 0x01 and the two children.</summary>
    public static Hash Node(in Hash left, in Hash right)
    {
        Span<byte> message = stackalloc byte[1 + 2 * Hash.Size];
        message[0] = 1;
        left.CopyTo(message[1..]);
        right.CopyTo(message[(1 + Hash.Size)..]);
        Span<byte> digest = stackalloc byte[Hash.Size];
        SHA256.HashData(message, digest);
        return Hash.FromBytes(digest);
    }
}
