using System.Buffers;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Takes messages out of a response stream.</summary>
/// <param name="stream">The response body.</param>
/// <param name="gzip">Whether messages may be compressed.</param>
/// <param name="maxBytes">Most bytes of one message, before and after decompression.</param>
internal sealed class ResponseReader(Stream stream, bool gzip, int maxBytes) : IDisposable
{
    private readonly FrameReader _frames = new(stream);

    /// <summary>Reads and parses the next message.</summary>
    /// <returns>Null at the end of the stream, after which trailers are there.</returns>
    /// <exception cref="RpcException">The bytes are no message, or too many.</exception>
    public async ValueTask<IMessage?> NextAsync(MessageParser parser, CancellationToken cancellationToken)
    {
        if (await _frames.PrefixAsync(cancellationToken) is not { } prefix)
            return null;
        prefix.Check(maxBytes, gzip);
        ReadOnlyMemory<byte> frame = await _frames.MessageAsync((int)prefix.Length, cancellationToken);
        try
        {
            return prefix.Flag == FramePrefix.Compressed
                ? parser.ParseFrom(Gzip.Decompress(new ReadOnlySequence<byte>(frame), maxBytes).Span)
                : parser.ParseFrom(frame.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireFault.MalformedResponse(e);
        }
    }

    public void Dispose() => _frames.Dispose();
}
