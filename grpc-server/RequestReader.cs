using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>Reads the one message of a request and the end of the stream behind it.</summary>
internal static class RequestReader
{
    /// <summary>Parses the message where it lies in the host's buffers.</summary>
    /// <exception cref="RpcException">
    /// The body is not exactly one message (<see cref="StatusCode.Internal"/>), it is too large
    /// (<see cref="StatusCode.ResourceExhausted"/>), or the caller went away (<see cref="StatusCode.Cancelled"/>).
    /// </exception>
    public static async ValueTask<T> ReadAsync<T>(ServerCall call, MessageParser<T> parser, int maxBytes)
        where T : class, IMessage<T>
    {
        var body = call.Http.Request.BodyReader;
        T? message = null;
        while (true)
        {
            var read = await ReadAsync(body, call.DeadlineToken);
            var buffer = read.Buffer;
            if (message is null && TryTake(ref buffer, call.RequestGzip, maxBytes, out var frame, out var compressed))
                message = Parse(parser, frame, compressed, maxBytes);

            if (message is not null && !buffer.IsEmpty)
                throw WireFault.ManyRequests();
            if (read.IsCompleted)
            {
                body.AdvanceTo(buffer.End);
                return message ?? throw (buffer.IsEmpty ? WireFault.NoRequest() : WireFault.Truncated());
            }

            // An incomplete message stays in the pipe, examined to its end, until more of it has come.
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static ValueTask<ReadResult> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var read = body.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? read : WaitAsync(read);

        static async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
        {
            try
            {
                return await read;
            }
            catch (IOException e)
            {
                // How the host says that the stream was reset. Only here: a handler's own IOException means something else.
                throw WireFault.Cancelled(e);
            }
        }
    }

    private static bool TryTake(
        ref ReadOnlySequence<byte> buffer, bool gzip, int maxBytes, out ReadOnlySequence<byte> frame, out bool compressed)
    {
        frame = default;
        compressed = false;
        if (!FramePrefix.TryRead(buffer, out var prefix))
            return false;
        prefix.Check(maxBytes, gzip);
        if (buffer.Length - FramePrefix.Size < prefix.Length)
            return false;

        frame = buffer.Slice(FramePrefix.Size, prefix.Length);
        compressed = prefix.Flag == FramePrefix.Compressed;
        buffer = buffer.Slice(frame.End);
        return true;
    }

    private static T Parse<T>(MessageParser<T> parser, in ReadOnlySequence<byte> frame, bool compressed, int maxBytes)
        where T : class, IMessage<T>
    {
        try
        {
            if (compressed)
                return parser.ParseFrom(Gzip.Decompress(frame, maxBytes).Span);
            return frame.IsSingleSegment ? parser.ParseFrom(frame.FirstSpan) : parser.ParseFrom(frame);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireFault.MalformedRequest(e);
        }
    }
}
