using System.Buffers;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Takes prefixed messages out of a stream through one borrowed buffer: a prefix, then its message, and so on.</summary>
/// <param name="stream">The body of a response.</param>
internal sealed class FrameReader(Stream stream) : IDisposable
{
    private const int InitialBytes = 512;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Reads the next prefix.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="RpcException">The stream ends inside the prefix.</exception>
    public async ValueTask<FramePrefix?> PrefixAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FramePrefix.Size, cancellationToken).ConfigureAwait(false))
            return _start == _end ? null : throw WireFault.Truncated();
        FramePrefix prefix = FramePrefix.Read(_buffer.AsSpan(_start));
        _start += FramePrefix.Size;
        return prefix;
    }

    /// <summary>Reads what follows a prefix.</summary>
    /// <param name="length">Bytes, as the prefix says; the caller has seen that they are not too many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The message; valid until the next read.</returns>
    /// <exception cref="RpcException">The stream ends inside the message.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> MessageAsync(int length, CancellationToken cancellationToken)
    {
        if (!await FillAsync(length, cancellationToken).ConfigureAwait(false))
            throw WireFault.Truncated();
        ReadOnlyMemory<byte> message = _buffer.AsMemory(_start, length);
        _start += length;
        return message;
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
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        int held = _end - _start;
        byte[] target = count <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(count);
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
