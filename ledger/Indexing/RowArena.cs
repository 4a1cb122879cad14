namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Rows put one after another in large chunks, so that a million rows are a few objects. One writer.</summary>
internal sealed class RowArena
{
    /// <summary>A memtable whose rows take more than this is full, however few they are.</summary>
    public const int FullBytes = 32 << 20;

    // Holds the longest row: a key of 65,535 bytes, each of them escaped.
    private const int ChunkShift = 18;
    private const int ChunkBytes = 1 << ChunkShift;

    private byte[][] _chunks = new byte[16][];
    private int _chunkCount;
    private int _used = ChunkBytes;

    /// <summary>Bytes taken, those left over at chunk ends included.</summary>
    public int ByteLength => (_chunkCount * ChunkBytes) - (ChunkBytes - _used);

    /// <summary>Room for a row of up to <paramref name="maxBytes"/>, to be written before the next call.</summary>
    public Span<byte> Reserve(int maxBytes)
    {
        if (maxBytes > ChunkBytes - _used)
            AddChunk(maxBytes);
        return _chunks[_chunkCount - 1].AsSpan(_used);
    }

    /// <summary>Keeps the first <paramref name="bytes"/> of what was reserved.</summary>
    /// <returns>Where they lie, for <see cref="Get"/>.</returns>
    public RowPlace Keep(int bytes)
    {
        int at = checked(((_chunkCount - 1) * ChunkBytes) + _used);
        _used += bytes;
        return new RowPlace(at, bytes);
    }

    /// <summary>A row that was kept. Any thread that has learned of it from the writer may ask.</summary>
    public ReadOnlySpan<byte> Get(RowPlace place) =>
        Volatile.Read(ref _chunks)[place.At >> ChunkShift].AsSpan(place.At & (ChunkBytes - 1), place.Length);

    private void AddChunk(int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, ChunkBytes);
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
