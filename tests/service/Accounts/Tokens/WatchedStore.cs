using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

/// <summary>Counts what the keys' blob costs; can be down, and can let something happen first.</summary>
internal sealed class WatchedStore(IBlobStore inner) : IBlobStore
{
    private int _reads;
    private int _puts;

    public int Reads => _reads;

    public int Puts => _puts;

    public bool IsDown { get; set; }

    /// <summary>Runs before each put.</summary>
    public Func<Task>? BeforePut { get; set; }

    /// <summary>Runs before each read.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>Puts take place and are then reported as failed.</summary>
    public bool LosesAnswers { get; set; }

    public bool IsExclusive => inner.IsExclusive;

    public int MaxAppendBytes => inner.MaxAppendBytes;

    public async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        FailIfDown();
        if (BeforeRead is { } before)
            await before();
        return await inner.GetAsync(name, cancellationToken);
    }

    public async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        FailIfDown();
        if (BeforePut is { } before)
            await before();
        string? version = await inner.PutAsync(name, data, condition, durability, cancellationToken);
        return LosesAnswers ? throw new LedgerException(LedgerErrorKind.Unavailable, "lost") : version;
    }

    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) => inner.CreateAppendBlobAsync(name, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => inner.AppendAsync(name, position, data, cancellationToken);

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) => inner.ReadAsync(name, offset, destination, cancellationToken);

    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) => inner.UploadAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) => inner.AcknowledgedAsync(name, cancellationToken);

    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => inner.CutTailAsync(name, length, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void FailIfDown()
    {
        if (IsDown)
            throw new LedgerException(LedgerErrorKind.Unavailable, "the store is down");
    }
}
