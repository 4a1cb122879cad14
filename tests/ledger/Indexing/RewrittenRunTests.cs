using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>A slice whose run was named by a manifest, but without an answer, is written again, and that may come late.</summary>
public sealed class RewrittenRunTests
{
    // By the plan, slice 27 makes one run of the last two, slice 28 one of all.
    private const int Before = 26;

    // Found by a test that failed once in many runs: the run was written again after it had been merged away and deleted, and stayed until the next start.
    [Fact]
    public async Task Flush_WritesItsRunAgainAfterItWasMergedAndDeleted_DeletesItAgain()
    {
        var store = new LateRewrite(new MemoryStore());
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, Before * Sliced.Entries);
        await ledger.LoadAsync(2 * Sliced.Entries);

        await store.Rewritten.WaitAsync(TimeSpan.FromMinutes(1), Ct);
        await ledger.SettleAsync(Ct);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Sliced.BlobsAsync(store)).Count > 2)
            await Task.Delay(5, limit.Token);
        Assert.Equal([RunName.Format(0, 28 * Sliced.Entries), ManifestCodec.Name], (await Sliced.BlobsAsync(store)).Keys.Order());
    }

    /// <summary>Loses the answer to the manifest that names the last slice's run; holds the second writing of that run back until the run has been deleted.</summary>
    private sealed class LateRewrite(IBlobStore inner) : StoreDecorator(inner)
    {
        private static readonly string LastRun = RunName.Format(27 * Sliced.Entries, 28 * Sliced.Entries);
        private static readonly string MergeBefore = RunName.Format(25 * Sliced.Entries, 27 * Sliced.Entries);

        private readonly TaskCompletionSource _rewriting = NewSignal();
        private readonly TaskCompletionSource _deleted = NewSignal();
        private readonly TaskCompletionSource _rewritten = NewSignal();
        private int _writings; // of the last slice's run; one task writes it
        private bool _isLost;

        public Task Rewritten => _rewritten.Task;

        public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
        {
            if (name == MergeBefore)
                await _rewriting.Task.WaitAsync(cancellationToken);
            IBlobUpload upload = await base.UploadAsync(name, cancellationToken);
            if (name != LastRun || Interlocked.Increment(ref _writings) != 2)
                return upload;
            _rewriting.SetResult();
            await _deleted.Task.WaitAsync(cancellationToken);
            return new SignallingUpload(upload, _rewritten);
        }

        public override async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
        {
            string? version = await base.PutAsync(name, data, condition, durability, cancellationToken);
            if (name != ManifestCodec.Name || Volatile.Read(ref _writings) != 1 || _isLost)
                return version;
            _isLost = true;
            throw new LedgerException(LedgerErrorKind.Unavailable, "the answer is lost (test)");
        }

        public override async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
        {
            bool wasThere = await base.DeleteAsync(name, cancellationToken);
            if (name == LastRun)
                _deleted.TrySetResult();
            return wasThere;
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class SignallingUpload(IBlobUpload inner, TaskCompletionSource committed) : IBlobUpload
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) => inner.WriteAsync(piece, cancellationToken);

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await inner.CommitAsync(cancellationToken);
            committed.SetResult();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
