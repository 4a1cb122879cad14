using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Blobs in memory: for tests, demonstrations and benchmarks. Durable for as long as the object lives.</summary>
/// <param name="exclusive">False if several ledgers in this process share the store, as several hosts share a cloud account.</param>
public sealed class MemoryStore(bool exclusive = true) : IBlobStore
{
    private readonly ConcurrentDictionary<string, MemoryBlob> _blobs = new(StringComparer.Ordinal);
    private long _versions;

    /// <inheritdoc/>
    public bool IsExclusive => exclusive;

    /// <inheritdoc/>
    public int MaxAppendBytes => 64 << 20;

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        return new(_blobs.TryAdd(name, new MemoryBlob(NextVersion())));
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length, nameof(data));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxAppendBytes, nameof(data));
        cancellationToken.ThrowIfCancellationRequested();
        bool appended = _blobs.TryGetValue(name, out MemoryBlob? blob) && blob.TryAppend(position, data.Span, NextVersion());
        return new(appended ? AppendOutcome.Appended : AppendOutcome.PositionNotMet);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        new(_blobs.TryGetValue(name, out MemoryBlob? blob) ? blob.Read(offset, destination.Span) : -1);

    /// <inheritdoc/>
    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) =>
        new(_blobs.TryGetValue(name, out MemoryBlob? blob) ? blob.ToContent() : null);

    /// <inheritdoc/>
    public ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        var next = new MemoryBlob(NextVersion(), data.Span);
        if (condition.Version is null)
            return new(_blobs.TryAdd(name, next) ? next.Version : null);

        bool replaced = _blobs.TryGetValue(name, out MemoryBlob? current)
            && current.Version == condition.Version
            && _blobs.TryUpdate(name, next, current);
        return new(replaced ? next.Version : null);
    }

    /// <inheritdoc/>
    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        cancellationToken.ThrowIfCancellationRequested();
        return new(new MemoryUpload(NextVersion(), blob => _blobs[name] = blob));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string name in _blobs.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_blobs.TryGetValue(name, out MemoryBlob? blob))
                yield return new BlobInfo(name, blob.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => new(_blobs.TryRemove(name, out _));

    /// <inheritdoc/>
    /// <remarks>Memory does not tear: all that is there was acknowledged.</remarks>
    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) =>
        new(new Acknowledged(_blobs.TryGetValue(name, out MemoryBlob? blob) ? blob.Length : 0, IsExact: true));

    /// <inheritdoc/>
    /// <remarks>Memory does not tear.</remarks>
    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private string NextVersion() => Interlocked.Increment(ref _versions).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
