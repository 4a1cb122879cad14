using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Blobs as files in one folder of a local disk, for one process at a time.</summary>
/// <remarks>
/// An append is a write and an fsync of the file; a durable put or an upload is a temporary file, an fsync, a rename and an fsync of the
/// directory. Beside each append blob lies a small <c>.ack</c> file with the length acknowledged so far
/// (see <see cref="AcknowledgedMark"/>): it tells a torn end, which may be cut, from a file that somebody shortened, which may not.
/// Files that are read in small pieces again and again, append blobs and index runs, are kept open, a bounded number of each;
/// the many small blobs are opened for each read.
/// </remarks>
public sealed class FolderStore : IBlobStore
{
    /// <summary>How many index runs are kept open for reading.</summary>
    internal const int MostRunsOpen = 64;

    private readonly string _root;
    private readonly FolderLock _folderLock;
    private readonly AppendFiles _appendFiles;
    private readonly OpenFiles _runs;
    private readonly ConcurrentDictionary<string, bool> _directories = new(StringComparer.Ordinal);
    private readonly Lock _putGate = new();
    private readonly TemporaryFile _temporaries = new();

    private FolderStore(string root, FolderLock folderLock)
    {
        _root = root;
        _folderLock = folderLock;
        _appendFiles = new AppendFiles(PathOf);
        _runs = new OpenFiles(MostRunsOpen, name => File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <inheritdoc/>
    public bool IsExclusive => true;

    /// <inheritdoc/>
    public int MaxAppendBytes => 256 << 20;

    /// <summary>Opens a folder, creating it if there is none, and locks it for this process.</summary>
    /// <exception cref="LedgerException">Unavailable: another process has it, or it cannot be written.</exception>
    public static FolderStore Open(string folder)
    {
        string root = Path.GetFullPath(folder);
        FolderLock? folderLock = null;
        try
        {
            DurableFile.CreateDirectory(root);
            folderLock = FolderLock.Take(root);
            TemporaryFile.RemoveAll(root);
            return new FolderStore(root, folderLock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folderLock?.Dispose();
            throw LedgerException.Unavailable($"the folder {root} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The same folder for a reader that looks for changes made behind this store's back: it also sees files that were put in the place of others since. Slower.</summary>
    /// <returns>Ends with this store.</returns>
    public IBlobStore AsItLies() => new FolderAsItLies(this, ReadAfresh);

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        try
        {
            EnsureDirectoryOf(path);
            bool created = DurableFile.TryWriteNew(path, []);
            DurableFile.SyncDirectory(Path.GetDirectoryName(path)!); // also for somebody else's: it may have crashed before its own
            _appendFiles.ForgetMissing(name);
            return new(created);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("create", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length, nameof(data));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxAppendBytes, nameof(data));
        cancellationToken.ThrowIfCancellationRequested();
        bool appended = _appendFiles.TryOpen(name) is { } file && file.TryAppend(position, data.Span);
        return new(appended ? AppendOutcome.Appended : AppendOutcome.PositionNotMet);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_appendFiles.TryGetKnown(name, out AppendFile? known))
            return new(known.Read(offset, destination.Span));
        if (name.EndsWith(AppendFile.Extension, StringComparison.Ordinal))
            return new(_appendFiles.TryOpen(name)?.Read(offset, destination.Span) ?? -1);

        try
        {
            if (name.EndsWith(RunName.Extension, StringComparison.Ordinal))
            {
                using SharedFile run = _runs.Use(name);
                return new(DurableFile.ReadFully(run.Handle, offset, destination.Span));
            }

            return new(DurableFile.ReadOnce(PathOf(name), offset, destination.Span));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(-1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(PathOf(name));
            return new(new BlobContent(bytes, VersionOf(bytes)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new((BlobContent?)null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (durability == PutDurability.Derived && condition.Version is null)
            return new(CreateDerived(name, path, data.Span));

        string temporary = _temporaries.For(path);
        try
        {
            EnsureDirectoryOf(path);
            DurableFile.Write(temporary, data.Span, durability == PutDurability.Durable, name.EndsWith(BlobName.SecretExtension, StringComparison.Ordinal));
            lock (_putGate)
            {
                bool holds = condition.Version is null
                    ? !File.Exists(path)
                    : File.Exists(path) && VersionOf(File.ReadAllBytes(path)) == condition.Version;
                if (!holds)
                {
                    File.Delete(temporary);
                    return new((string?)null);
                }

                File.Move(temporary, path, overwrite: condition.Version is not null);
            }

            _runs.Forget(name);

            if (durability == PutDurability.Durable)
                DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
            return new(VersionOf(data.Span));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DurableFile.DeleteIfPossible(temporary);
            throw Failed("write", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            EnsureDirectoryOf(path);
            return new(new FolderUpload(name, _temporaries.For(path), Publish));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("begin", name, e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (BlobInfo blob in ListOrFail(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string folder in FoldersOrFail())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return folder;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        try
        {
            bool existed = File.Exists(path);
            File.Delete(path);
            AcknowledgedMark.Delete(path);
            return new(existed);
        }
        catch (DirectoryNotFoundException)
        {
            return new(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("delete", name, e);
        }
        finally
        {
            // Not before: a read would open again what is about to go.
            _appendFiles.Forget(name);
            _runs.Forget(name);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) =>
        new(_appendFiles.TryOpen(name)?.Acknowledged ?? default);

    /// <inheritdoc/>
    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken)
    {
        _appendFiles.TryOpen(name)?.CutTo(length);
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _appendFiles.Dispose();
        _runs.Dispose();
        _folderLock.Dispose();
        return default;
    }

    private static string VersionOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static LedgerException Failed(string verb, string name, Exception e) =>
        LedgerException.Unavailable($"could not {verb} {name}: {e.Message}", e);

    // Straight under its name, without a rename: what a crash leaves of it counts as missing.
    private string? CreateDerived(string name, string path, ReadOnlySpan<byte> data)
    {
        try
        {
            EnsureDirectoryOf(path);
            return DurableFile.TryWriteNew(path, data) ? VersionOf(data) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("write", name, e);
        }
    }

    // A temporary file that is whole and on the disk becomes the blob.
    private void Publish(string name, string temporary)
    {
        string path = PathOf(name);
        lock (_putGate) // a put that compares must not lose what is published between its look and its rename
            File.Move(temporary, path, overwrite: true);
        _runs.Forget(name);
        DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private string PathOf(string name)
    {
        BlobName.Require(name);
        return Path.Join(_root, name);
    }

    private void EnsureDirectoryOf(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        if (_directories.ContainsKey(directory))
            return;
        Directory.CreateDirectory(directory);
        for (string? d = directory; d is not null && d.Length >= _root.Length; d = Path.GetDirectoryName(d))
            DurableFile.SyncDirectory(d);
        _directories.TryAdd(directory, true); // only now: who finds it here counts on it
    }

    private int ReadAfresh(string name, long offset, Span<byte> destination)
    {
        try
        {
            return DurableFile.ReadOnce(PathOf(name), offset, destination);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return -1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", name, e);
        }
    }

    private List<string> FoldersOrFail()
    {
        try
        {
            return FolderListing.FoldersOf(_root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("list", "the folders", e);
        }
    }

    private List<BlobInfo> ListOrFail(string prefix)
    {
        try
        {
            return FolderListing.Of(_root, prefix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("list", prefix, e);
        }
    }
}
