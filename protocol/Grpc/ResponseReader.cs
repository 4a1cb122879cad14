using System.Buffers;
using Google.Protobuf;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Takes messages out of a response stream through one borrowed buffer.</summary>
/// <param name="stream">The response body.</param>
/// <param name="gzip">Whether messages may be compressed.</param>
/// <param name="maxBytes">Most bytes of one message, before and after decompression.</param>
internal sealed class ResponseReader(Stream stream, bool gzip, int maxBytes) : IDisposable
{
    private const int InitialBytes = 512;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Reads and parses the next message.</summary>
    /// <returns>Null at the end of the stream, after which trailers are there.</returns>
    /// <exception cref="RpcException">The bytes are no message, or too many.</exception>
    public async ValueTask<IMessage?> NextAsync(MessageParser parser, CancellationToken cancellationToken)
    {
        if (!await FillAsync(FramePrefix.Size, cancellationToken))
            return _start == _end ? null : throw WireFault.Truncated();

        var prefix = FramePrefix.Read(_buffer.AsSpan(_start));
        prefix.Check(maxBytes, gzip);
        _start += FramePrefix.Size;
        var length = (int)prefix.Length;
        if (!await FillAsync(length, cancellationToken))
            throw WireFault.Truncated();

        var frame = _buffer.AsMemory(_start, length);
        _start += length;
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

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Reads until <paramref name="count"/> bytes are there; false if the stream ends before.</summary>
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start < count)
            MakeRoom(count);
        while (_end - _start < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        var held = _end - _start;
        var target = count <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(count);
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = held;
    }
}
