using System.Buffers;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>A buffer from the shared pool for as long as it is not disposed.</summary>
/// <param name="length">In bytes.</param>
internal sealed class PooledPiece(int length) : IDisposable
{
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(length);

    public Memory<byte> Bytes => (_array ?? throw new ObjectDisposedException(nameof(PooledPiece))).AsMemory(0, length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
            ArrayPool<byte>.Shared.Return(array);
    }
}
