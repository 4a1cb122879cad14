using System.Buffers.Binary;
using System.Security.Cryptography;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>A number that stands for what a log says and its tree does not cover: the kinds of entries, and the ids of requests.</summary>
/// <remarks>The sum, modulo 2^128, of a SHA-256 under a secret key for each entry that is not plain and each request with an id. The key lies with
/// the state of the audit, where those who can write to the ledger cannot read: so nobody can find another set of the same sum.</remarks>
internal static class KindSum
{
    private const byte KindMark = 1;
    private const byte RequestMark = 2;

    /// <summary>What an entry adds: nothing for a plain one.</summary>
    public static UInt128 Of(UInt128 key, ulong index, EntryKind kind)
    {
        if (kind == EntryKind.Plain)
            return 0;
        Span<byte> message = stackalloc byte[16 + 1 + 8 + 1];
        BinaryPrimitives.WriteUInt128BigEndian(message, key);
        message[16] = KindMark;
        BinaryPrimitives.WriteUInt64BigEndian(message[17..], index);
        message[25] = (byte)kind;
        return Digest(message);
    }

    /// <summary>What a request adds.</summary>
    /// <param name="key">The secret.</param>
    /// <param name="firstIndex">Index of its first entry in the log.</param>
    /// <param name="request">The request.</param>
    public static UInt128 Of(UInt128 key, ulong firstIndex, in FrameRequest request)
    {
        Span<byte> message = stackalloc byte[16 + 1 + 8 + 4 + 16];
        BinaryPrimitives.WriteUInt128BigEndian(message, key);
        message[16] = RequestMark;
        BinaryPrimitives.WriteUInt64BigEndian(message[17..], firstIndex);
        BinaryPrimitives.WriteInt32BigEndian(message[25..], request.Count);
        BinaryPrimitives.WriteUInt128BigEndian(message[29..], request.Id.Value);
        return Digest(message);
    }

    private static UInt128 Digest(ReadOnlySpan<byte> message)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
