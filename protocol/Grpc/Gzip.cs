using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Messages compressed with gzip, one stream per message.</summary>
internal static class Gzip
{
    /// <summary>Decompresses one message, reading no more than one byte past the limit.</summary>
    /// <param name="compressed">The whole compressed message.</param>
    /// <param name="maxBytes">Most bytes the plain message may have.</param>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.ResourceExhausted"/> past the limit, <see cref="StatusCode.Internal"/> if the bytes are not gzip.
    /// </exception>
    public static ReadOnlyMemory<byte> Decompress(in ReadOnlySequence<byte> compressed, int maxBytes)
    {
        // What .NET's own gzip makes of an empty message.
        if (compressed.IsEmpty)
            return default;

        using var gzip = new GZipStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        var plain = new ArrayBufferWriter<byte>(Math.Min(4096, maxBytes + 1));
        try
        {
            // The limit is checked while the stream unfolds: a small message must not be able to fill the memory.
            while (plain.WrittenCount <= maxBytes)
            {
                var room = plain.GetSpan(1);
                var read = gzip.Read(room[..Math.Min(room.Length, maxBytes + 1 - plain.WrittenCount)]);
                if (read == 0)
                    return plain.WrittenMemory;
                plain.Advance(read);
            }
        }
        catch (InvalidDataException e)
        {
            throw WireFault.Undecompressable(e);
        }

        throw WireFault.TooLarge(plain.WrittenCount, maxBytes);
    }

    /// <summary>Writes <paramref name="message"/> as a compressed frame, prefix included.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(message.ToByteArray());

        var body = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        FramePrefix.Write(output.GetSpan(FramePrefix.Size), FramePrefix.Compressed, body.Length);
        output.Advance(FramePrefix.Size);
        output.Write(body);
    }
}
