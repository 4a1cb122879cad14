using System.Collections.Concurrent;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Notes every operation, for tests that assert what an action costs.</summary>
internal sealed class CountingStore(IBlobStore inner) : StoreDecorator(inner)
{
    private readonly ConcurrentQueue<string> operations = new();

    /// <summary>Since the last <see cref="Forget"/>, each as verb and blob name: "append log/…".</summary>
    public IReadOnlyCollection<string> Operations => operations;

    public int Count(string beginning) => operations.Count(o => o.StartsWith(beginning, StringComparison.Ordinal));

    public void Forget() => operations.Clear();

    public override ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        operations.Enqueue($"create {name}");
        return base.CreateAppendBlobAsync(name, cancellationToken);
    }

    public override ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        operations.Enqueue($"append {name}");
        return base.AppendAsync(name, position, data, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        operations.Enqueue($"read {name}");
        return base.ReadAsync(name, offset, destination, cancellationToken);
    }

    public override ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        operations.Enqueue($"get {name}");
        return base.GetAsync(name, cancellationToken);
    }

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        operations.Enqueue($"put {name}");
        return base.PutAsync(name, data, condition, durability, cancellationToken);
    }

    public override IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        operations.Enqueue($"list {prefix}");
        return base.ListAsync(prefix, cancellationToken);
    }

    public override ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        operations.Enqueue($"delete {name}");
        return base.DeleteAsync(name, cancellationToken);
    }
}
