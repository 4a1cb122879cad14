using System.Collections.Concurrent;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Notes every operation, for tests that assert what an action costs.</summary>
/// <param name="inner">Does the work.</param>
/// <param name="isExclusive">What the ledger is told about other writers; null: the truth.</param>
internal sealed class CountingStore(IBlobStore inner, bool? isExclusive = null) : StoreDecorator(inner)
{
    private readonly ConcurrentQueue<string> _operations = new();

    public override bool IsExclusive => isExclusive ?? base.IsExclusive;

    /// <summary>Since the last <see cref="Forget"/>, each as verb and blob name: "append log/…".</summary>
    public IReadOnlyCollection<string> Operations => _operations;

    public int Count(string beginning) => _operations.Count(o => o.StartsWith(beginning, StringComparison.Ordinal));

    public void Forget() => _operations.Clear();

    /// <summary>What was noted since the last <see cref="Forget"/> or <see cref="Take"/>.</summary>
    public string[] Take()
    {
        string[] taken = [.. _operations];
        _operations.Clear();
        return taken;
    }

    public override ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"create {name}");
        return base.CreateAppendBlobAsync(name, cancellationToken);
    }

    public override ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"append {name}");
        return base.AppendAsync(name, position, data, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"read {name}");
        return base.ReadAsync(name, offset, destination, cancellationToken);
    }

    public override ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"get {name}");
        return base.GetAsync(name, cancellationToken);
    }

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"put {name}");
        return base.PutAsync(name, data, condition, durability, cancellationToken);
    }

    /// <summary>Noted once, when it begins, however many pieces it has.</summary>
    public override ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"upload {name}");
        return base.UploadAsync(name, cancellationToken);
    }

    public override IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"list {prefix}");
        return base.ListAsync(prefix, cancellationToken);
    }

    public override ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _operations.Enqueue($"delete {name}");
        return base.DeleteAsync(name, cancellationToken);
    }
}
