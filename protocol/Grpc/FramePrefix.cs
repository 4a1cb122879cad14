using System.Buffers;
using System.Buffers.Binary;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The five bytes before every message: a flag, then the length as a big-endian 32-bit number.</summary>
/// <param name="Flag">0 plain, 1 compressed with the call's encoding; nothing else is legal.</param>
/// <param name="Length">Bytes of the message that follows.</param>
internal readonly record struct FramePrefix(byte Flag, uint Length)
{
    public const int Size = 5;
    public const byte Plain = 0;
    public const byte Compressed = 1;

    public static FramePrefix Read(ReadOnlySpan<byte> source) =>
        new(source[0], BinaryPrimitives.ReadUInt32BigEndian(source[1..]));

    /// <summary>Reads the prefix at the start of <paramref name="source"/>, which may be in pieces.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> source, out FramePrefix prefix)
    {
        prefix = default;
        if (source.Length < Size)
            return false;
        if (source.FirstSpan.Length >= Size)
        {
            prefix = Read(source.FirstSpan);
            return true;
        }

        Span<byte> bytes = stackalloc byte[Size];
        source.Slice(0, Size).CopyTo(bytes);
        prefix = Read(bytes);
        return true;
    }

    public static void Write(Span<byte> destination, byte flag, int length)
    {
        destination[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)length);
    }

    /// <summary>Refuses a prefix that cannot be followed.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.ResourceExhausted"/> if the message is longer than <paramref name="maxBytes"/>;
    /// <see cref="StatusCode.Internal"/> for an illegal flag, or for a compressed message where the headers named no encoding.
    /// </exception>
    public void Check(int maxBytes, bool gzip)
    {
        if (Flag > Compressed)
            throw WireFault.BadFlag(Flag);
        if (Flag == Compressed && !gzip)
            throw WireFault.CompressedWithoutEncoding();
        if (Length > (uint)maxBytes)
            throw WireFault.TooLarge(Length, maxBytes);
    }
}
