namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Key bytes put one after another in large chunks, so that a million keys are a few objects.</summary>
internal sealed class KeyArena
{
    /// <summary>A memtable whose keys take more than this is full, whatever its rows.</summary>
    public const long FullBytes = 32 << 20;

    private const int ChunkBytes = 1 << 18;

    private byte[][] _chunks = new byte[16][];
    private int _chunkCount;
    private int _used = ChunkBytes;

    public long ByteLength => ((long)_chunkCount * ChunkBytes) - (ChunkBytes - _used);

    /// <summary>Copies a key in. One writer.</summary>
    /// <returns>Where it lies, for <see cref="Get"/>.</returns>
    public long Add(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, ChunkBytes, nameof(key));
        if (key.IsEmpty)
            return 0; // lies nowhere; there may be no chunk yet
        if (_used + key.Length > ChunkBytes)
            AddChunk();
        key.CopyTo(_chunks[_chunkCount - 1].AsSpan(_used));
        long at = ((long)(_chunkCount - 1) * ChunkBytes) + _used;
        _used += key.Length;
        return at;
    }

    public ReadOnlySpan<byte> Get(long at, int length) =>
        length == 0 ? default : Volatile.Read(ref _chunks)[at / ChunkBytes].AsSpan((int)(at % ChunkBytes), length);

    private void AddChunk()
    {
        if (_chunkCount == _chunks.Length)
        {
            // Readers may hold the old array: it stays as it is.
            byte[][] more = new byte[_chunks.Length * 2][];
            _chunks.CopyTo(more, 0);
            Volatile.Write(ref _chunks, more);
        }

        _chunks[_chunkCount++] = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        _used = 0;
    }
}
