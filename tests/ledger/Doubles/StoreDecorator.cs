using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Passes everything on to another store; for stores that change one thing.</summary>
internal abstract class StoreDecorator(IBlobStore inner) : IBlobStore
{
    public virtual bool IsExclusive => inner.IsExclusive;

    public virtual int MaxAppendBytes => inner.MaxAppendBytes;

    public virtual ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) =>
        inner.CreateAppendBlobAsync(name, cancellationToken);

    public virtual ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        inner.AppendAsync(name, position, data, cancellationToken);

    public virtual ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadAsync(name, offset, destination, cancellationToken);

    public virtual ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) =>
        inner.GetAsync(name, cancellationToken);

    public virtual ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
        inner.PutAsync(name, data, condition, durability, cancellationToken);

    public virtual ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) =>
        inner.UploadAsync(name, cancellationToken);

    public virtual IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public virtual ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        inner.DeleteAsync(name, cancellationToken);

    public virtual ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) =>
        inner.AcknowledgedAsync(name, cancellationToken);

    public virtual ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) =>
        inner.CutTailAsync(name, length, cancellationToken);

    public virtual ValueTask DisposeAsync() => inner.DisposeAsync();
}
