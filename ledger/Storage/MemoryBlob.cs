namespace ImmuFunctions.Ledger.Storage;

/// <summary>One blob of the <see cref="MemoryStore"/>: chunks whose written part never changes.</summary>
internal sealed class MemoryBlob
{
    private const int ChunkBytes = 1 << 20;

    private readonly Lock gate = new();

    // Guarded by gate.
    private readonly List<byte[]> chunks = [];
    private long length;
    private string version;

    public MemoryBlob(string version) => this.version = version;

    public MemoryBlob(string version, ReadOnlySpan<byte> content)
        : this(version) => Write(content);

    public string Version
    {
        get { lock (gate) return version; }
    }

    public long Length
    {
        get { lock (gate) return length; }
    }

    public bool TryAppend(long position, ReadOnlySpan<byte> data, string newVersion)
    {
        lock (gate)
        {
            if (position != length)
                return false;
            Write(data);
            version = newVersion;
            return true;
        }
    }

    public int Read(long offset, Span<byte> destination)
    {
        lock (gate)
        {
            int count = (int)Math.Min(destination.Length, Math.Max(0, length - offset));
            for (int read = 0; read < count;)
            {
                ReadOnlySpan<byte> chunk = chunks[(int)((offset + read) / ChunkBytes)].AsSpan((int)((offset + read) % ChunkBytes));
                chunk = chunk[..Math.Min(chunk.Length, count - read)];
                chunk.CopyTo(destination[read..]);
                read += chunk.Length;
            }

            return count;
        }
    }

    public BlobContent ToContent()
    {
        lock (gate)
        {
            var bytes = new byte[length];
            Read(0, bytes);
            return new BlobContent(bytes, version);
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int used = (int)(length % ChunkBytes);
            int fits = Math.Min(data.Length, ChunkBytes - used);
            MakeRoom(used, fits);
            data[..fits].CopyTo(chunks[^1].AsSpan(used));
            data = data[fits..];
            length += fits;
        }
    }

    private void MakeRoom(int used, int more)
    {
        // A blob that is written once is a single array of its own length; one that is appended to grows by whole chunks.
        if (used == 0)
            chunks.Add(GC.AllocateUninitializedArray<byte>(length == 0 ? more : ChunkBytes));
        else if (chunks[^1] is { Length: < ChunkBytes } small)
            chunks[^1] = [.. small.AsSpan(0, used), .. new byte[ChunkBytes - used]];
    }
}
