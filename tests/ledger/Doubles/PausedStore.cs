using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>A store as one of several hosts sees it: answers come late, in any order, and the host can be stopped before an operation, as a virtual machine is.</summary>
/// <param name="inner">Shared with other hosts.</param>
/// <param name="seed">For the delays; null for none.</param>
internal sealed class PausedStore(IBlobStore inner, int? seed = null) : StoreDecorator(inner)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Random? _random = seed is { } s ? new Random(s) : null;
    private readonly Lock _gate = new();

    /// <summary>Before which operation ("put index/manifest") the host is stopped: from then on all its operations wait. Null: before none.</summary>
    public Func<string, bool>? StopBefore { get; set; }

    /// <summary>Done when the host has been stopped.</summary>
    public Task Stopped => _arrived.Task;

    /// <summary>Lets it go on.</summary>
    public void Release() => _released.TrySetResult();

    public override async ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        await WaitAsync($"create {name}");
        return await base.CreateAppendBlobAsync(name, cancellationToken);
    }

    public override async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await WaitAsync($"append {name}");
        return await base.AppendAsync(name, position, data, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await WaitAsync($"read {name}");
        return await base.ReadAsync(name, offset, destination, cancellationToken);
    }

    public override async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await WaitAsync($"get {name}");
        return await base.GetAsync(name, cancellationToken);
    }

    public override async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        await WaitAsync($"put {name}");
        string? version = await base.PutAsync(name, data, condition, durability, cancellationToken);
        await WaitAsync($"answer {name}");
        return version;
    }

    public override async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await WaitAsync($"delete {name}");
        return await base.DeleteAsync(name, cancellationToken);
    }

    public override async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WaitAsync($"list {prefix}");
        await foreach (BlobInfo blob in base.ListAsync(prefix, cancellationToken))
            yield return blob;
    }

    public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        await WaitAsync($"upload {name}");
        return new PausedUpload(this, name, await base.UploadAsync(name, cancellationToken));
    }

    private async Task WaitAsync(string operation)
    {
        if (StopBefore?.Invoke(operation) == true)
            _arrived.TrySetResult();
        if (_arrived.Task.IsCompleted)
            await _released.Task;

        int delay = 0;
        lock (_gate)
            delay = _random?.Next(24) ?? 0;
        if (delay == 1)
            await Task.Delay(1);
        else if (delay < 8)
            await Task.Yield();
    }

    private sealed class PausedUpload(PausedStore store, string name, IBlobUpload inner) : IBlobUpload
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            await store.WaitAsync($"write {name}");
            await inner.WriteAsync(piece, cancellationToken);
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await store.WaitAsync($"commit {name}");
            await inner.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
