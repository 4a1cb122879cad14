using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>A blob of the <see cref="FolderStore"/> that is still a temporary file.</summary>
internal sealed class FolderUpload : IBlobUpload
{
    // One sync of a large file at its end would hold up the log's own sync on the same disk for as long as all of it takes to be written;
    // in pieces of this size it is a few milliseconds at a time.
    private const int SyncBytes = 4 << 20;

    private readonly string _name;
    private readonly string _temporary;
    private readonly Action<string, string> _publish;
    private readonly SafeFileHandle _handle;
    private long _length;
    private int _unsynced;
    private Exception? _failure;
    private bool _isClosed;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="temporary">Path of a file that is not there yet.</param>
    /// <param name="publish">Makes the temporary file, once it is on the disk, the blob: name and path are given.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public FolderUpload(string name, string temporary, Action<string, string> publish)
    {
        _name = name;
        _temporary = temporary;
        _publish = publish;
        _handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        try
        {
            for (ReadOnlySpan<byte> rest = piece.Span; !rest.IsEmpty;)
            {
                int count = Math.Min(rest.Length, SyncBytes - _unsynced);
                RandomAccess.Write(_handle, rest[..count], _length);
                rest = rest[count..];
                _length += count;
                _unsynced += count;
                if (_unsynced == SyncBytes)
                    Sync();
            }

            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw Failed(e); // the last is how .NET reports a file that has reached its greatest length
        }
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        try
        {
            Sync();
            _handle.Dispose();
            _publish(_name, _temporary);
            _isClosed = true;
            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _handle.Dispose();
            DurableFile.DeleteIfPossible(_temporary);
        }

        return default;
    }

    private void Sync()
    {
        DurableFile.Sync(_handle);
        _unsynced = 0;
    }

    private void RequireOpen(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_failure is not null) // after a failed sync the kernel may have dropped what was written: no later sync can vouch for it
            throw LedgerException.Unavailable($"the upload of {_name} failed before ({_failure.Message}); begin it again", _failure);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private LedgerException Failed(Exception e)
    {
        _failure = e;
        return LedgerException.Unavailable($"could not upload {_name}, after {_length} bytes: {e.Message}", e);
    }
}
