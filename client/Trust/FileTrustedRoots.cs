using Google.Protobuf;

namespace ImmuFunctions.Client.Trust;

/// <summary>Remembers in a file, which any number of processes may share.</summary>
/// <param name="path">The file; its folder is made if it is not there. A second file, <c>.lock</c> behind the name, is held while it is written.</param>
/// <remarks>
/// The file is replaced whole: readers take no lock and see one table or the next. A process that is killed loses nothing. What a
/// power cut may take back is the last second: bytes are forced to the disk that often and no more, since what was trusted
/// before is as true. A file that cannot be read is an error, never an empty one: whoever could empty it could otherwise
/// make every client trust anew.
/// </remarks>
public sealed class FileTrustedRoots(string path) : ITrustedRoots, IDisposable
{
    private const int MillisecondsBetweenFlushes = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly string _path = Path.GetFullPath(path);
    private readonly SemaphoreSlim _turn = new(1);

    // What was read last, and of which state of the file. Nothing is changed on its word: before a write the file itself is read.
    private volatile SeenFile? _seen;

    // Under the lock of the file.
    private long _flushedAt = long.MinValue / 2;

    /// <inheritdoc/>
    public ValueTask<TrustedRoot> FindAsync(RootLine line, CancellationToken cancellationToken) =>
        new(ReadIfChanged().Roots.GetValueOrDefault(line, TrustedRoot.None));

    /// <inheritdoc/>
    public async ValueTask<TrustedRoot> AdvanceAsync(RootLine line, TrustedRoot root, CancellationToken cancellationToken)
    {
        TrustTable table = await UpdateAsync(table => table.With(line, root), cancellationToken).ConfigureAwait(false);
        return table.Roots.GetValueOrDefault(line, TrustedRoot.None);
    }

    /// <inheritdoc/>
    public async ValueTask<ByteString> PinAsync(string server, ByteString publicPoint, CancellationToken cancellationToken)
    {
        TrustTable table = await UpdateAsync(table => table.WithKey(server, publicPoint), cancellationToken).ConfigureAwait(false);
        return table.Keys[server];
    }

    /// <inheritdoc/>
    public async ValueTask<string> IdentifyAsync(string address, string identity, CancellationToken cancellationToken)
    {
        TrustTable table = await UpdateAsync(table => table.WithServer(address, identity), cancellationToken).ConfigureAwait(false);
        return table.Servers[address];
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<TrustTable> UpdateAsync(Func<TrustTable, TrustTable> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Often nothing is new, and then nothing needs to be held.
            TrustTable seen = ReadIfChanged();
            if (ReferenceEquals(change(seen), seen))
                return seen;

            await using FileStream held = await HoldAsync(cancellationToken).ConfigureAwait(false);
            TrustTable kept = Read();
            TrustTable next = change(kept);
            if (!ReferenceEquals(next, kept))
                Replace(next.Format());
            return next;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrustedRootsException($"the trusted roots cannot be written to {_path}: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Every verified call asks. Two changes within a tick of the file's clock may be taken for one: then the root of the first serves a call longer.
    private TrustTable ReadIfChanged()
    {
        var file = new FileInfo(_path);
        if (!file.Exists)
        {
            _seen = null;
            return Read();
        }

        (DateTime writtenAt, long length) = (file.LastWriteTimeUtc, file.Length);
        if (_seen is { } seen && seen.WrittenAt == writtenAt && seen.Length == length)
            return seen.Table;
        TrustTable table = Read();
        _seen = new SeenFile(writtenAt, length, table);
        return table;
    }

    private TrustTable Read()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return TrustTable.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrustedRootsException($"the trusted roots cannot be read from {_path}: {e.Message}", e);
        }

        return TrustTable.Parse(bytes, out int badLine)
            ?? throw new TrustedRootsException($"line {badLine} of {_path} is damaged: restore the file, or remove it to trust the ledger as it is now");
    }

    // The operating system lets go of the lock when the process ends, however it ends.
    private async Task<FileStream> HoldAsync(CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (DirectoryNotFoundException) when (!Directory.Exists(Path.GetDirectoryName(_path)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Only the holder of the lock writes, so one name for the unfinished file serves.
    private void Replace(byte[] bytes)
    {
        string unfinished = _path + ".tmp";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            long now = Environment.TickCount64;
            bool isDue = now - _flushedAt >= MillisecondsBetweenFlushes;
            file.Flush(flushToDisk: isDue);
            if (isDue)
                _flushedAt = now;
        }

        File.Move(unfinished, _path, overwrite: true);
    }

    private sealed record SeenFile(DateTime WrittenAt, long Length, TrustTable Table);
}
