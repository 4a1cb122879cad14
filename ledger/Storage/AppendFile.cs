using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>One append blob of the <see cref="FolderStore"/>, open.</summary>
internal sealed class AppendFile : IDisposable
{
    public const string Extension = ".seg";

    private readonly Lock gate = new();
    private readonly string name;
    private readonly SafeFileHandle handle;
    private readonly AcknowledgedMark mark;

    // Guarded by gate.
    private long length;
    private Exception? failure;

    private AppendFile(string name, SafeFileHandle handle, AcknowledgedMark mark, long length)
    {
        this.name = name;
        this.handle = handle;
        this.mark = mark;
        this.length = length;
    }

    public Acknowledged Acknowledged
    {
        get { lock (gate) return mark.Value; }
    }

    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="LedgerException">Corrupt: the file is shorter than what was acknowledged. Unavailable: it cannot be opened.</exception>
    public static AppendFile? TryOpen(string name, string path)
    {
        try
        {
            SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            AcknowledgedMark mark = AcknowledgedMark.Open(path);
            long length = RandomAccess.GetLength(handle);
            if (length < mark.Value.AtLeast)
            {
                long acknowledged = mark.Value.AtLeast;
                handle.Dispose();
                mark.Dispose();
                throw LedgerException.Corrupt(
                    $"{name} is {length} bytes long, but {acknowledged} bytes were acknowledged: its end was cut off. Restore the file; entries are missing.");
            }

            return new AppendFile(name, handle, mark, length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.Unavailable($"could not open {name}: {e.Message}", e);
        }
    }

    public bool TryAppend(long position, ReadOnlySpan<byte> data)
    {
        lock (gate)
        {
            if (failure is not null)
                throw LedgerException.Unavailable($"{name} takes no writes since an earlier failure ({failure.Message}); restart to read it afresh", failure);
            if (position != length)
                return false;

            Write(position, data);
            Sync();
            length = position + data.Length;
            mark.Write(length);
            return true;
        }
    }

    public int Read(long offset, Span<byte> destination)
    {
        try
        {
            return DurableFile.ReadFully(handle, offset, destination);
        }
        catch (IOException e)
        {
            throw LedgerException.Unavailable($"could not read {name} at {offset}: {e.Message}", e);
        }
    }

    public void CutTo(long newLength)
    {
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(newLength, mark.Value.AtLeast);
            RandomAccess.SetLength(handle, newLength);
            DurableFile.Sync(handle);
            length = newLength;
        }
    }

    public void Dispose()
    {
        handle.Dispose();
        mark.Dispose();
    }

    private void Write(long position, ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(handle, data, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk may have taken a part. Nothing was acknowledged: take it back, so that the next append finds the file as it was.
            TakeBack(position, e);
            throw LedgerException.Unavailable($"could not append {data.Length} bytes to {name}: {e.Message}", e);
        }
    }

    private void TakeBack(long position, Exception cause)
    {
        try
        {
            RandomAccess.SetLength(handle, position);
        }
        catch (IOException)
        {
            failure = cause;
        }
    }

    private void Sync()
    {
        try
        {
            DurableFile.Sync(handle);
        }
        catch (IOException e)
        {
            // After a failed fsync the kernel may have dropped the pages: what a read shows need not be on the disk. Only a fresh start can tell.
            failure = e;
            throw LedgerException.Unavailable($"could not make an append to {name} durable: {e.Message}", e);
        }
    }
}
