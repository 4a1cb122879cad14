using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Bench.Costs;

/// <summary>Notes every operation of another store.</summary>
/// <param name="inner">Does the work; stays the caller's.</param>
/// <param name="isExclusive">Whether to pass for a store that nobody else writes to. A shared one is looked at for news before each read.</param>
internal sealed class CountingStore(IBlobStore inner, bool isExclusive) : IBlobStore
{
    private readonly ConcurrentQueue<StoreOperation> _operations = new();
    private volatile Task _appendsGoOn = Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsExclusive => isExclusive;

    /// <inheritdoc/>
    public int MaxAppendBytes => inner.MaxAppendBytes;

    /// <summary>Operations noted and not yet taken.</summary>
    public int Count => _operations.Count;

    /// <summary>What was done since the last time, in order; forgotten here.</summary>
    public IReadOnlyList<StoreOperation> Take()
    {
        var taken = new List<StoreOperation>();
        while (_operations.TryDequeue(out var operation))
            taken.Add(operation);
        return taken;
    }

    /// <summary>Lets appends wait, after they are noted, until <paramref name="end"/>.</summary>
    public void HoldAppends(Task end) => _appendsGoOn = end;

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Create, name, 0);
        return await inner.CreateAppendBlobAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Append, name, data.Length);
        await _appendsGoOn;
        return await inner.AppendAsync(name, position, data, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(name, offset, destination, cancellationToken);
        Note(StoreVerb.Read, name, read);
        return read;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        var content = await inner.GetAsync(name, cancellationToken);
        Note(StoreVerb.Get, name, content?.Bytes.Length ?? -1);
        return content;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> PutAsync(
        string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Put, name, data.Length);
        return await inner.PutAsync(name, data, condition, durability, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) =>
        new CountingUpload(await inner.UploadAsync(name, cancellationToken), bytes => Note(StoreVerb.Upload, name, bytes));

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Note(StoreVerb.List, prefix, 0);
        await foreach (var blob in inner.ListAsync(prefix, cancellationToken))
            yield return blob;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Delete, name, 0);
        return await inner.DeleteAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Tail, name, 0);
        return await inner.AcknowledgedAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken)
    {
        Note(StoreVerb.Tail, name, 0);
        return await inner.CutTailAsync(name, length, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private void Note(StoreVerb verb, string name, long bytes) => _operations.Enqueue(new(verb, name, bytes));
}
