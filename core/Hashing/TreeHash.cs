using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ImmuFunctions.Core.Hashing;

/// <summary>The hashes of the log's Merkle tree. A first byte tells leaves from inner nodes.</summary>
/// <remarks>Source: RFC 9162 section 2.1.1; what a leaf holds is immudb 0.8's.</remarks>
public static class TreeHash
{
    private const byte LeafPrefix = 0x00;

    // Larger leaves are rare, and copying them together would cost more than the platform's piecewise hashing.
    private const int MaxCopiedBytes = 512;

    /// <summary>The leaf of one entry: SHA-256(0x00 ‖ index ‖ length of key ‖ key ‖ value).</summary>
    /// <param name="index">The entry's zero-based place in the log; hashed as eight bytes, big-endian, as is the length.</param>
    /// <param name="key">Any length.</param>
    /// <param name="value">Any length; ends the message, so its own length is not hashed.</param>
    public static Hash Leaf(ulong index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[1 + 2 * sizeof(ulong)];
        head[0] = LeafPrefix;
        BinaryPrimitives.WriteUInt64BigEndian(head[1..], index);
        BinaryPrimitives.WriteUInt64BigEndian(head[(1 + sizeof(ulong))..], (ulong)key.Length);
        return Digest(head, key, value);
    }

    /// <summary>The leaf that holds <paramref name="leafData"/>: SHA-256(0x00 ‖ leafData).</summary>
    /// <param name="leafData">Without the 0x00; any length.</param>
    public static Hash Leaf(ReadOnlySpan<byte> leafData) => Digest([LeafPrefix], leafData, []);

    /// <summary>The node above two subtrees: SHA-256(0x01 ‖ left ‖ right).</summary>
    /// <remarks>For many nodes at once, <see cref="Sha256Batch.HashNodes(ReadOnlySpan{Hash}, Span{Hash})"/>.</remarks>
    public static Hash Node(in Hash left, in Hash right)
    {
        var parent = default(Hash);
        NodeLanes<OneLane, uint>.HashNodes([left, right], new Span<Hash>(ref parent));
        return parent;
    }

    [SkipLocalsInit]
    private static Hash Digest(ReadOnlySpan<byte> head, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        // Three lengths of spans cannot overflow 64 bits.
        if ((long)head.Length + key.Length + value.Length > MaxCopiedBytes)
            return DigestInPieces(head, key, value);

        Span<byte> message = stackalloc byte[MaxCopiedBytes];
        head.CopyTo(message);
        key.CopyTo(message[head.Length..]);
        value.CopyTo(message[(head.Length + key.Length)..]);
        return SingleMessage.Digest(message[..(head.Length + key.Length + value.Length)]);
    }

    private static Hash DigestInPieces(ReadOnlySpan<byte> head, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(head);
        sha.AppendData(key);
        sha.AppendData(value);
        var digest = default(Hash);
        sha.GetHashAndReset(MemoryMarshal.AsBytes(new Span<Hash>(ref digest)));
        return digest;
    }
}
