using System.Buffers;
using System.Net;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>One message as a request body, serialised when it is sent into a buffer that is borrowed for that long.</summary>
internal sealed class FrameContent : HttpContent
{
    private readonly IMessage _message;
    private readonly bool _gzip;

    public FrameContent(IMessage message, bool gzip)
    {
        _message = message;
        _gzip = gzip;
        Headers.TryAddWithoutValidation("content-type", GrpcHeaders.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_gzip)
        {
            var compressed = new ArrayBufferWriter<byte>();
            FrameWriter.Write(compressed, _message, gzip: true);
            await stream.WriteAsync(compressed.WrittenMemory, cancellationToken);
            return;
        }

        var size = _message.CalculateSize();
        var frame = ArrayPool<byte>.Shared.Rent(FramePrefix.Size + size);
        FramePrefix.Write(frame, FramePrefix.Plain, size);
        _message.WriteTo(frame.AsSpan(FramePrefix.Size, size));
        await stream.WriteAsync(frame.AsMemory(0, FramePrefix.Size + size), cancellationToken);

        // Not returned if the write failed: it may still be reading the buffer.
        ArrayPool<byte>.Shared.Return(frame);
    }

    // gRPC bodies go without content-length.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
