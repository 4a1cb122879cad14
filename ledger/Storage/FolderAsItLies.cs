namespace ImmuFunctions.Ledger.Storage;

/// <summary>A <see cref="FolderStore"/> for who must see the files that lie there now: each is opened for every read.</summary>
/// <remarks>The store itself keeps files open, and a file that was put in the place of another is not the one it has. What was acknowledged is what the store remembers.</remarks>
/// <param name="store">Everything but reads goes there; it stays the caller's.</param>
/// <param name="read">Reads a file by the blob's name.</param>
internal sealed class FolderAsItLies(FolderStore store, FolderAsItLies.Reader read) : IBlobStore
{
    /// <summary>As <see cref="IBlobStore.ReadAsync"/>.</summary>
    public delegate int Reader(string name, long offset, Span<byte> destination);

    /// <inheritdoc/>
    public bool IsExclusive => store.IsExclusive;

    /// <inheritdoc/>
    public int MaxAppendBytes => store.MaxAppendBytes;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) => new(read(name, offset, destination.Span));

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) => store.CreateAppendBlobAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        store.AppendAsync(name, position, data, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) => store.GetAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
        store.PutAsync(name, data, condition, durability, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) => store.UploadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(CancellationToken cancellationToken) => store.ListFoldersAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) => store.AcknowledgedAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => store.CutTailAsync(name, length, cancellationToken);

    /// <summary>Does nothing: the store is the caller's.</summary>
    public ValueTask DisposeAsync() => default;
}
