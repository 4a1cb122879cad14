using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Counts the operations on a memory store, one at a time, and does something to those with certain numbers.</summary>
/// <param name="inner">Answers at once, so that nothing is under way when the store dies.</param>
/// <param name="first">The first operation that is harmed, from 1 on.</param>
/// <param name="fate">What happens to it.</param>
/// <param name="count">How many operations in a row fail, 0 to be told only; one that dies is the last in any case.</param>
internal sealed class SteppedStore(MemoryStore inner, int first, StepFate fate, int count = 1) : StoreDecorator(inner)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private int _steps;

    /// <summary>Done when the first operation to be harmed has begun.</summary>
    public Task Reached => _reached.Task;

    public int Steps
    {
        get
        {
            lock (_gate)
                return _steps;
        }
    }

    public override ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) =>
        StepAsync(() => base.CreateAppendBlobAsync(name, cancellationToken));

    // An append may say that it failed only if nothing was written: if something was, its answer is lost.
    public override async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        bool isDone = false;
        try
        {
            return await StepAsync(async () =>
            {
                AppendOutcome outcome = await base.AppendAsync(name, position, data, cancellationToken);
                isDone = outcome == AppendOutcome.Appended;
                return outcome;
            });
        }
        catch (LedgerException) when (isDone)
        {
            return AppendOutcome.Unknown;
        }
    }

    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        StepAsync(() => base.ReadAsync(name, offset, destination, cancellationToken));

    public override ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) =>
        StepAsync(() => base.GetAsync(name, cancellationToken));

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken) =>
        StepAsync(() => base.PutAsync(name, data, condition, durability, cancellationToken));

    public override ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        StepAsync(() => base.DeleteAsync(name, cancellationToken));

    public override async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (BlobInfo blob in await StepAsync(() => base.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken)))
            yield return blob;
    }

    public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken) =>
        new SteppedUpload(this, await StepAsync(() => base.UploadAsync(name, cancellationToken)));

    private ValueTask<T> StepAsync<T>(Func<ValueTask<T>> operation)
    {
        lock (_gate)
        {
            int step = ++_steps;
            bool isHarmed = fate is StepFate.DiesBefore or StepFate.DiesAfter ? step >= first : fate != StepFate.None && step >= first && step < first + count;
            if (step >= first)
                _reached.TrySetResult();
            if (!isHarmed)
                return operation();

            if (fate == StepFate.FailsAfter || (fate == StepFate.DiesAfter && step == first))
                _ = operation().AsTask().GetAwaiter().GetResult();
            return fate is StepFate.FailsBefore or StepFate.FailsAfter
                ? throw new LedgerException(LedgerErrorKind.Unavailable, $"operation {step} failed (test)")
                : new(new TaskCompletionSource<T>().Task);
        }
    }

    private sealed class SteppedUpload(SteppedStore store, IBlobUpload inner) : IBlobUpload
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) =>
            await store.StepAsync(async () =>
            {
                await inner.WriteAsync(piece, cancellationToken);
                return true;
            });

        public async ValueTask CommitAsync(CancellationToken cancellationToken) =>
            await store.StepAsync(async () =>
            {
                await inner.CommitAsync(cancellationToken);
                return true;
            });

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
