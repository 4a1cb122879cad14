using System.Buffers;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Serialises messages with their prefix.</summary>
internal static class FrameWriter
{
    // Below this a message surely fits one block of the host's memory pool and is written in one go.
    private const int OneBlockBytes = 2048;

    /// <summary>Writes <paramref name="message"/> straight into <paramref name="output"/>, without flushing it.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message, bool gzip)
    {
        var size = message.CalculateSize();

        // An empty message goes plain, as in grpc-go: gzip would only make it longer.
        if (gzip && size > 0)
            Gzip.Write(output, message);
        else if (size <= OneBlockBytes)
        {
            var frame = output.GetSpan(FramePrefix.Size + size);
            FramePrefix.Write(frame, FramePrefix.Plain, size);
            message.WriteTo(frame.Slice(FramePrefix.Size, size));
            output.Advance(FramePrefix.Size + size);
        }
        else
        {
            FramePrefix.Write(output.GetSpan(FramePrefix.Size), FramePrefix.Plain, size);
            output.Advance(FramePrefix.Size);
            message.WriteTo(output);
        }
    }
}
