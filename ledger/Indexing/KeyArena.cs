namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Key bytes put one after another in large chunks, so that a million keys are a few objects.</summary>
internal sealed class KeyArena
{
    /// <summary>A memtable whose keys take more than this is full, whatever its rows.</summary>
    public const long FullBytes = 32 << 20;

    private const int ChunkBytes = 1 << 18;

    private byte[][] chunks = new byte[16][];
    private int chunkCount;
    private int used = ChunkBytes;

    public long ByteLength => ((long)chunkCount * ChunkBytes) - (ChunkBytes - used);

    /// <summary>Copies a key in. One writer.</summary>
    /// <returns>Where it lies, for <see cref="Get"/>.</returns>
    public long Add(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, ChunkBytes, nameof(key));
        if (key.IsEmpty)
            return 0; // lies nowhere; there may be no chunk yet
        if (used + key.Length > ChunkBytes)
            AddChunk();
        key.CopyTo(chunks[chunkCount - 1].AsSpan(used));
        long at = ((long)(chunkCount - 1) * ChunkBytes) + used;
        used += key.Length;
        return at;
    }

    public ReadOnlySpan<byte> Get(long at, int length) =>
        length == 0 ? default : Volatile.Read(ref chunks)[at / ChunkBytes].AsSpan((int)(at % ChunkBytes), length);

    private void AddChunk()
    {
        if (chunkCount == chunks.Length)
        {
            // Readers may hold the old array: it stays as it is.
            byte[][] more = new byte[chunks.Length * 2][];
            chunks.CopyTo(more, 0);
            Volatile.Write(ref chunks, more);
        }

        chunks[chunkCount++] = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        used = 0;
    }
}
