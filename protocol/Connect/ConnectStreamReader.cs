using Google.Protobuf;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Takes messages out of the answer to a call with many, up to its end, which must be there: a stream that breaks off never looks complete.</summary>
/// <param name="stream">The answer's body.</param>
/// <param name="maxBytes">Most bytes of one message.</param>
internal sealed class ConnectStreamReader(Stream stream, int maxBytes) : IDisposable
{
    private readonly FrameReader _envelopes = new(stream);

    /// <summary>Reads and parses the next message.</summary>
    /// <returns>Null at the end, if the server says that this was all.</returns>
    /// <exception cref="RpcException">The stream ends with an error, before its end, or is none.</exception>
    public async ValueTask<IMessage?> NextAsync(MessageParser parser, CancellationToken cancellationToken)
    {
        FramePrefix prefix = await _envelopes.PrefixAsync(cancellationToken).ConfigureAwait(false) ?? throw WireFault.Truncated();
        if (prefix.Flag == ConnectEnvelope.End)
        {
            await ReadEndAsync(prefix, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if ((prefix.Flag & ConnectEnvelope.Compressed) != 0)
            throw WireFault.CompressedWithoutEncoding();
        if (prefix.Flag != 0)
            throw WireFault.BadFlag(prefix.Flag);
        if (prefix.Length > (uint)maxBytes)
            throw WireFault.TooLarge(prefix.Length, maxBytes);
        ReadOnlyMemory<byte> message = await _envelopes.MessageAsync((int)prefix.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            return parser.ParseFrom(message.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireFault.MalformedResponse(e);
        }
    }

    public void Dispose() => _envelopes.Dispose();

    private async ValueTask ReadEndAsync(FramePrefix prefix, CancellationToken cancellationToken)
    {
        if (prefix.Length > ConnectExchange.MaxErrorBytes)
            throw WireFault.TooLarge(prefix.Length, ConnectExchange.MaxErrorBytes);
        ReadOnlyMemory<byte> end = await _envelopes.MessageAsync((int)prefix.Length, cancellationToken).ConfigureAwait(false);
        if (!ConnectError.TryParseEnd(end.Span, out ConnectError? error))
            throw new RpcException(StatusCode.Internal, "the end of the stream is not what it should be");
        if (error is { } failure)
            throw new RpcException(failure.Code ?? StatusCode.Unknown, failure.Message);
        if (await _envelopes.PrefixAsync(cancellationToken).ConfigureAwait(false) is not null)
            throw new RpcException(StatusCode.Internal, "the stream goes on behind its end");
    }
}
