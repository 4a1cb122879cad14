using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>One append blob of the <see cref="FolderStore"/>, open.</summary>
internal sealed class AppendFile : IDisposable
{
    public const string Extension = ".seg";

    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly SafeFileHandle _handle;
    private readonly AcknowledgedMark _mark;

    // Guarded by _gate.
    private long _length;
    private Exception? _failure;

    private AppendFile(string name, SafeFileHandle handle, AcknowledgedMark mark, long length)
    {
        _name = name;
        _handle = handle;
        _mark = mark;
        _length = length;
    }

    public Acknowledged Acknowledged
    {
        get { lock (_gate) return _mark.Value; }
    }

    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="LedgerException">Corrupt: the file is shorter than what was acknowledged. Unavailable: it cannot be opened.</exception>
    public static AppendFile? TryOpen(string name, string path)
    {
        SafeFileHandle? handle = null;
        AcknowledgedMark? mark = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            mark = AcknowledgedMark.Open(path);
            long length = RandomAccess.GetLength(handle);
            if (length < mark.Value.AtLeast)
            {
                throw LedgerException.Corrupt(
                    $"{name} is {length} bytes long, but {mark.Value.AtLeast} bytes were acknowledged: its end was cut off. Restore the file; entries are missing.");
            }

            // An append that was never acknowledged may be whole, and is then read like any other: before anybody sees it, it must be durable.
            if (length > mark.Value.AtLeast)
                DurableFile.Sync(handle);
            var opened = new AppendFile(name, handle, mark, length);
            (handle, mark) = (null, null);
            return opened;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.Unavailable($"could not open {name}: {e.Message}", e);
        }
        finally
        {
            handle?.Dispose();
            mark?.Dispose();
        }
    }

    public bool TryAppend(long position, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw LedgerException.Unavailable($"{_name} takes no writes since an earlier failure ({_failure.Message}); restart to read it afresh", _failure);
            if (position != _length)
                return false;

            Write(position, data);
            Sync();
            Mark(position, data.Length);
            _length = position + data.Length;
            return true;
        }
    }

    public int Read(long offset, Span<byte> destination)
    {
        try
        {
            return DurableFile.ReadFully(_handle, offset, destination);
        }
        catch (IOException e)
        {
            throw LedgerException.Unavailable($"could not read {_name} at {offset}: {e.Message}", e);
        }
    }

    public void CutTo(long newLength)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(newLength, _mark.Value.AtLeast);
            try
            {
                RandomAccess.SetLength(_handle, newLength);
                DurableFile.Sync(_handle);
                _length = newLength;
            }
            catch (IOException e)
            {
                _failure = e;
                throw LedgerException.Unavailable($"could not cut {_name} to {newLength} bytes: {e.Message}", e);
            }
        }
    }

    public void Dispose()
    {
        _handle.Dispose();
        _mark.Dispose();
    }

    private void Write(long position, ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(_handle, data, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // The last is how .NET reports a file that has reached its greatest length (EFBIG, ulimit -f).
            // A full disk may have taken a part. Nothing was acknowledged: take it back, so that the next append finds the file as it was.
            TakeBack(position, e);
            throw LedgerException.Unavailable($"could not append {data.Length} bytes to {_name}: {e.Message}", e);
        }
    }

    private void TakeBack(long position, Exception cause)
    {
        try
        {
            RandomAccess.SetLength(_handle, position);
            DurableFile.Sync(_handle);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            _failure = cause;
        }
    }

    // Without the mark an append is not acknowledged: what follows would not be told from the remains of one.
    private void Mark(long position, int bytes)
    {
        try
        {
            _mark.Write(position + bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack(position, e);
            throw LedgerException.Unavailable($"could not append {bytes} bytes to {_name}: {e.Message}", e);
        }
    }

    private void Sync()
    {
        try
        {
            DurableFile.Sync(_handle);
        }
        catch (IOException e)
        {
            // After a failed fsync the kernel may have dropped the pages: what a read shows need not be on the disk. Only a fresh start can tell.
            _failure = e;
            throw LedgerException.Unavailable($"could not make an append to {_name} durable ({e.Message}); whether it was written is known after a restart", e);
        }
    }
}
