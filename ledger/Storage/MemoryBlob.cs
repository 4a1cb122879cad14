namespace ImmuFunctions.Ledger.Storage;

/// <summary>One blob of the <see cref="MemoryStore"/>: a growing array whose written part never changes.</summary>
internal sealed class MemoryBlob(string version, byte[]? content = null)
{
    private readonly Lock gate = new();

    // Guarded by gate.
    private byte[] bytes = content ?? [];
    private int length = content?.Length ?? 0;
    private string version = version;

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
            int needed = checked(length + data.Length);
            if (needed > bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(Math.Max(needed, 2L * bytes.Length), Array.MaxLength));
            data.CopyTo(bytes.AsSpan(length));
            length = needed;
            version = newVersion;
            return true;
        }
    }

    public int Read(long offset, Span<byte> destination)
    {
        ReadOnlySpan<byte> written = Written();
        if (offset >= written.Length)
            return 0;
        ReadOnlySpan<byte> part = written[(int)offset..];
        part = part[..Math.Min(part.Length, destination.Length)];
        part.CopyTo(destination);
        return part.Length;
    }

    public BlobContent ToContent()
    {
        lock (gate)
            return new BlobContent(bytes.AsMemory(0, length).ToArray(), version);
    }

    private ReadOnlySpan<byte> Written()
    {
        lock (gate)
            return bytes.AsSpan(0, length);
    }
}
