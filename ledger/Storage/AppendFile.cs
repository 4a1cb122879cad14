using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>One append blob of the <see cref="FolderStore"/>: what is known of it for as long as the store is open.</summary>
/// <remarks>Its files are open only while they are used, or for as long as <see cref="OpenFiles"/> keeps them: an append leaves nothing in a handle, for it
/// ends with an fsync or with a failure that is remembered here. The mark's file is needed by appends alone.</remarks>
internal sealed class AppendFile
{
    public const string Extension = ".seg";

    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly OpenFiles _files;
    private readonly OpenFiles _marks;

    // Guarded by _gate.
    private long _length;
    private Acknowledged _acknowledged;
    private Exception? _failure;

    private AppendFile(string name, OpenFiles files, OpenFiles marks, Acknowledged acknowledged, long length)
    {
        _name = name;
        _files = files;
        _marks = marks;
        _acknowledged = acknowledged;
        _length = length;
    }

    public Acknowledged Acknowledged
    {
        get { lock (_gate) return _acknowledged; }
    }

    /// <summary>Looks at a file for the first time.</summary>
    /// <param name="name">The blob's name, by which <paramref name="files"/> and <paramref name="marks"/> open it too.</param>
    /// <param name="path">Where it lies.</param>
    /// <param name="files">Opens append blobs to read and write; never creates one.</param>
    /// <param name="marks">Opens their marks to write.</param>
    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="LedgerException">Corrupt: the file is shorter than what was acknowledged. Unavailable: it cannot be opened.</exception>
    public static AppendFile? TryOpen(string name, string path, OpenFiles files, OpenFiles marks)
    {
        try
        {
            using SharedFile file = files.Use(name);
            Acknowledged acknowledged = AcknowledgedMark.Read(path);
            long length = RandomAccess.GetLength(file.Handle);
            if (length < acknowledged.AtLeast)
            {
                throw LedgerException.Corrupt(
                    $"{name} is {length} bytes long, but {acknowledged.AtLeast} bytes were acknowledged: its end was cut off. Restore the file; entries are missing.");
            }

            // An append that was never acknowledged may be whole, and is then read like any other: before anybody sees it, it must be durable.
            if (length > acknowledged.AtLeast)
                DurableFile.Sync(file.Handle);
            return new AppendFile(name, files, marks, acknowledged, length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CouldNotOpen(name, e);
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

            using SharedFile? file = TryUse();
            if (file is null)
                return false;
            RequireNotShortened(file.Handle);
            using SharedFile mark = UseMark(); // before anything is written: if it cannot be opened, nothing has to be taken back
            Write(file.Handle, position, data);
            Sync(file.Handle);
            Mark(file.Handle, mark.Handle, position, data.Length);
            _length = position + data.Length;
            return true;
        }
    }

    /// <returns>How many bytes were read, or −1 if there is no such file any more.</returns>
    public int Read(long offset, Span<byte> destination)
    {
        using SharedFile? file = TryUse();
        try
        {
            return file is null ? -1 : DurableFile.ReadFully(file.Handle, offset, destination);
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
            ArgumentOutOfRangeException.ThrowIfLessThan(newLength, _acknowledged.AtLeast);
            using SharedFile? file = TryUse();
            if (file is null)
                return;
            try
            {
                RandomAccess.SetLength(file.Handle, newLength);
                DurableFile.Sync(file.Handle);
                _length = newLength;
            }
            catch (IOException e)
            {
                _failure = e;
                throw LedgerException.Unavailable($"could not cut {_name} to {newLength} bytes: {e.Message}", e);
            }
        }
    }

    private static LedgerException CouldNotOpen(string name, Exception e) =>
        LedgerException.Unavailable($"could not open {name}: {e.Message}", e);

    private SharedFile? TryUse()
    {
        try
        {
            return _files.Use(_name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CouldNotOpen(_name, e);
        }
    }

    private SharedFile UseMark()
    {
        try
        {
            return _marks.Use(_name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CouldNotOpen(_name + AcknowledgedMark.Extension, e);
        }
    }

    // The file may have been opened again since the last append, and be another one. Appending behind its end would leave a hole.
    private void RequireNotShortened(SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        if (length < _length)
            throw LedgerException.Corrupt($"{_name} is {length} bytes long, but was {_length} bytes long before: its end was cut off while it was in use. Restore the file; entries are missing.");
    }

    private void Write(SafeFileHandle handle, long position, ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(handle, data, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // The last is how .NET reports a file that has reached its greatest length (EFBIG, ulimit -f).
            // A full disk may have taken a part. Nothing was acknowledged: take it back, so that the next append finds the file as it was.
            TakeBack(handle, position, e);
            throw LedgerException.Unavailable($"could not append {data.Length} bytes to {_name}: {e.Message}", e);
        }
    }

    private void TakeBack(SafeFileHandle handle, long position, Exception cause)
    {
        try
        {
            RandomAccess.SetLength(handle, position);
            DurableFile.Sync(handle);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            _failure = cause;
        }
    }

    // Without the mark an append is not acknowledged: what follows would not be told from the remains of one.
    private void Mark(SafeFileHandle handle, SafeFileHandle mark, long position, int bytes)
    {
        try
        {
            _acknowledged = AcknowledgedMark.Write(mark, position + bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeBack(handle, position, e);
            throw LedgerException.Unavailable($"could not append {bytes} bytes to {_name}: {e.Message}", e);
        }
    }

    private void Sync(SafeFileHandle handle)
    {
        try
        {
            DurableFile.Sync(handle);
        }
        catch (IOException e)
        {
            // After a failed fsync the kernel may have dropped the pages: what a read shows need not be on the disk. Only a fresh start can tell.
            _failure = e;
            throw LedgerException.Unavailable($"could not make an append to {_name} durable ({e.Message}); whether it was written is known after a restart", e);
        }
    }
}
