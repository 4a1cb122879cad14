using System.Collections.Concurrent;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>Notes every operation on another store, and lets a test into each before it is done.</summary>
internal sealed class WatchedStore(IBlobStore inner) : IBlobStore
{
    private readonly ConcurrentQueue<string> _operations = new();

    /// <summary>Called before every operation with the name it is about; may wait or throw.</summary>
    public Func<string, ValueTask>? Before { get; set; }

    /// <summary>Since the last <see cref="Take"/>, each as verb and name: "append log/…".</summary>
    public string[] Take()
    {
        string[] taken = [.. _operations];
        _operations.Clear();
        return taken;
    }

    public bool IsExclusive => inner.IsExclusive;

    public int MaxAppendBytes => inner.MaxAppendBytes;

    public async ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        await NoteAsync("create", name);
        return await inner.CreateAppendBlobAsync(name, cancellationToken);
    }

    public async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await NoteAsync("append", name);
        return await inner.AppendAsync(name, position, data, cancellationToken);
    }

    public async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await NoteAsync("read", name);
        return await inner.ReadAsync(name, offset, destination, cancellationToken);
    }

    public async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await NoteAsync("get", name);
        return await inner.GetAsync(name, cancellationToken);
    }

    public async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        await NoteAsync("put", name);
        return await inner.PutAsync(name, data, condition, durability, cancellationToken);
    }

    public async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        await NoteAsync("upload", name);
        return await inner.UploadAsync(name, cancellationToken);
    }

    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await NoteAsync("list", prefix);
        await foreach (BlobInfo blob in inner.ListAsync(prefix, cancellationToken))
            yield return blob;
    }

    public async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await NoteAsync("delete", name);
        return await inner.DeleteAsync(name, cancellationToken);
    }

    public async ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken)
    {
        await NoteAsync("look", name);
        return await inner.AcknowledgedAsync(name, cancellationToken);
    }

    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => inner.CutTailAsync(name, length, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private ValueTask NoteAsync(string verb, string name)
    {
        _operations.Enqueue($"{verb} {name}");
        return Before?.Invoke(name) ?? default;
    }
}
