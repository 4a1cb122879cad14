namespace ImmuFunctions.Ledger.Storage;

/// <summary>One blob of the <see cref="MemoryStore"/>: chunks whose written part never changes.</summary>
internal sealed class MemoryBlob
{
    private const int ChunkBytes = 1 << 20;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<byte[]> _chunks = [];
    private long _length;
    private string _version;

    public MemoryBlob(string version) => _version = version;

    public MemoryBlob(string version, ReadOnlySpan<byte> content)
        : this(version) => Write(content);

    public string Version
    {
        get { lock (_gate) return _version; }
    }

    public long Length
    {
        get { lock (_gate) return _length; }
    }

    public bool TryAppend(long position, ReadOnlySpan<byte> data, string newVersion)
    {
        lock (_gate)
        {
            if (position != _length)
                return false;
            Write(data);
            _version = newVersion;
            return true;
        }
    }

    public int Read(long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            int count = (int)Math.Min(destination.Length, Math.Max(0, _length - offset));
            for (int read = 0; read < count;)
            {
                ReadOnlySpan<byte> chunk = _chunks[(int)((offset + read) / ChunkBytes)].AsSpan((int)((offset + read) % ChunkBytes));
                chunk = chunk[..Math.Min(chunk.Length, count - read)];
                chunk.CopyTo(destination[read..]);
                read += chunk.Length;
            }

            return count;
        }
    }

    public BlobContent ToContent()
    {
        lock (_gate)
        {
            var bytes = new byte[_length];
            Read(0, bytes);
            return new BlobContent(bytes, _version);
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int used = (int)(_length % ChunkBytes);
            int fits = Math.Min(data.Length, ChunkBytes - used);
            MakeRoom(used, fits);
            data[..fits].CopyTo(_chunks[^1].AsSpan(used));
            data = data[fits..];
            _length += fits;
        }
    }

    private void MakeRoom(int used, int more)
    {
        // A blob that is written once is a single array of its own length; one that is appended to grows by whole chunks.
        if (used == 0)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(_length == 0 ? more : ChunkBytes));
        else if (_chunks[^1] is { Length: < ChunkBytes } small)
            _chunks[^1] = [.. small.AsSpan(0, used), .. new byte[ChunkBytes - used]];
    }
}
