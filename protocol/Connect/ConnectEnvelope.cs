using System.Buffers;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Messages of streams, each behind a flag and its length: gRPC's prefix, with one flag more.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol/#streaming-rpcs.</remarks>
public static class ConnectEnvelope
{
    /// <summary>Bytes before each message.</summary>
    public const int PrefixBytes = FramePrefix.Size;

    /// <summary>Flag: the message is compressed.</summary>
    internal const byte Compressed = 0x01;

    /// <summary>Flag: not a message but the end of the stream, as <see cref="ConnectError.EndOfStream"/> writes it.</summary>
    internal const byte End = 0x02;

    /// <summary>Writes the envelope of a message, or of the stream's end.</summary>
    /// <param name="output">Where to; not flushed.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="isEnd">Whether this is the end.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> content, bool isEnd)
    {
        ArgumentNullException.ThrowIfNull(output);
        FramePrefix.Write(output.GetSpan(PrefixBytes), isEnd ? End : (byte)0, content.Length);
        output.Advance(PrefixBytes);
        output.Write(content);
    }

    /// <summary>Reads the body of a request: exactly one message.</summary>
    /// <param name="body">From anywhere.</param>
    /// <returns>The message, inside <paramref name="body"/>.</returns>
    /// <exception cref="RpcException">InvalidArgument: it is not one envelope; Unimplemented: it is compressed.</exception>
    public static ReadOnlyMemory<byte> ReadSingle(ReadOnlyMemory<byte> body)
    {
        if (body.Length < PrefixBytes)
            throw Fault($"the body has {body.Length} bytes: no envelope");
        FramePrefix prefix = FramePrefix.Read(body.Span);
        if (prefix.Flag == Compressed)
            throw new RpcException(StatusCode.Unimplemented, "messages are not read compressed");
        if (prefix.Flag != 0)
            throw Fault($"the envelope has the flag {prefix.Flag}, which is none of a request");
        return prefix.Length == body.Length - PrefixBytes
            ? body[PrefixBytes..]
            : throw Fault($"the envelope says {prefix.Length} bytes, and {body.Length - PrefixBytes} follow");
    }

    private static RpcException Fault(string message) => new(StatusCode.InvalidArgument, message);
}
