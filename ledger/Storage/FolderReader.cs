using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>A folder of a <see cref="FolderStore"/> for who only reads: it takes no lock and changes nothing, so a host may have the folder open meanwhile.</summary>
/// <remarks>Each file is opened for every read, so that what is seen is what lies there now. What was acknowledged is what the marks beside the segments say.</remarks>
public sealed class FolderReader : IBlobStore
{
    private readonly string _root;

    private FolderReader(string root) => _root = root;

    /// <inheritdoc/>
    public bool IsExclusive => true;

    /// <inheritdoc/>
    public int MaxAppendBytes => 0;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="LedgerException">NotFound: there is none.</exception>
    public static FolderReader Open(string folder)
    {
        string root = Path.GetFullPath(folder);
        return Directory.Exists(root) ? new FolderReader(root) : throw new LedgerException(LedgerErrorKind.NotFound, $"there is no folder {root}");
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
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
            return new(new BlobContent(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))));
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
    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (BlobInfo blob in OrFailed(prefix, () => FolderListing.Of(_root, prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string folder in OrFailed("the folders", () => FolderListing.FoldersOf(_root)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return folder;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">Corrupt: the file is shorter than what was acknowledged.</exception>
    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        try
        {
            // In this order: what is acknowledged meanwhile makes the file longer, never shorter than its mark.
            Acknowledged acknowledged = AcknowledgedMark.Read(path);
            var file = new FileInfo(path);
            if (!file.Exists)
                return new(default(Acknowledged));
            return file.Length >= acknowledged.AtLeast
                ? new(acknowledged)
                : throw LedgerException.Corrupt(
                    $"{name} is {file.Length} bytes long, but {acknowledged.AtLeast} bytes were acknowledged: its end was cut off. Restore the file; entries are missing.");
        }
        catch (DirectoryNotFoundException)
        {
            return new(default(Acknowledged));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("read", name, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private static T OrFailed<T>(string what, Func<T> list)
    {
        try
        {
            return list();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("list", what, e);
        }
    }

    private static LedgerException Failed(string verb, string name, Exception e) => LedgerException.Unavailable($"could not {verb} {name}: {e.Message}", e);

    private static InvalidOperationException ReadOnly() => new("This folder was opened to be read.");

    private string PathOf(string name)
    {
        BlobName.Require(name);
        return Path.Join(_root, name);
    }
}
