using System.Collections.Concurrent;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Does to the next operations what a network or a disk may do to them.</summary>
internal sealed class FaultyStore(IBlobStore inner) : StoreDecorator(inner)
{
    private readonly ConcurrentQueue<Func<Func<Task<AppendOutcome>>, Task<AppendOutcome>>> _appends = new();
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>The next append that has no fate yet meets this one.</summary>
    /// <param name="fate">Gets the real append, to carry out or not, and gives the outcome that the ledger sees.</param>
    public FaultyStore NextAppend(Func<Func<Task<AppendOutcome>>, Task<AppendOutcome>> fate)
    {
        _appends.Enqueue(fate);
        return this;
    }

    /// <summary>The next call of this verb (read, create, put, upload, write, commit; the last two are of an upload) fails as if the store were down.</summary>
    public FaultyStore FailNext(string verb)
    {
        _failures.Enqueue(verb);
        return this;
    }

    /// <summary>Nothing happens to later operations, whatever had been planned for them.</summary>
    public void Heal()
    {
        _appends.Clear();
        _failures.Clear();
    }

    /// <summary>The store refuses: nothing is written, and it says so.</summary>
    public static Task<AppendOutcome> Refused(Func<Task<AppendOutcome>> append) =>
        throw new LedgerException(LedgerErrorKind.Unavailable, "the store is down (test)");

    /// <summary>The bytes are written, the answer is lost.</summary>
    public static async Task<AppendOutcome> PersistedButUnknown(Func<Task<AppendOutcome>> append)
    {
        await append();
        return AppendOutcome.Unknown;
    }

    /// <summary>The request is lost.</summary>
    public static Task<AppendOutcome> LostAndUnknown(Func<Task<AppendOutcome>> append) => Task.FromResult(AppendOutcome.Unknown);

    public override ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!_appends.TryDequeue(out Func<Func<Task<AppendOutcome>>, Task<AppendOutcome>>? fate))
            return base.AppendAsync(name, position, data, cancellationToken);
        byte[] sent = data.ToArray(); // a request under way keeps its bytes, whatever its sender does next
        return new(fate(() => base.AppendAsync(name, position, sent, cancellationToken).AsTask()));
    }

    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        FailIfDue("read");
        return base.ReadAsync(name, offset, destination, cancellationToken);
    }

    public override ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        FailIfDue("create");
        return base.CreateAppendBlobAsync(name, cancellationToken);
    }

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        FailIfDue("put");
        return base.PutAsync(name, data, condition, durability, cancellationToken);
    }

    public override async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        FailIfDue("upload");
        return new FaultyUpload(await base.UploadAsync(name, cancellationToken), FailIfDue);
    }

    private void FailIfDue(string verb)
    {
        if (_failures.TryPeek(out string? next) && next == verb && _failures.TryDequeue(out _))
            throw new LedgerException(LedgerErrorKind.Unavailable, $"{verb} failed (test)");
    }

    private sealed class FaultyUpload(IBlobUpload inner, Action<string> failIfDue) : IBlobUpload
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            failIfDue("write");
            return inner.WriteAsync(piece, cancellationToken);
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            failIfDue("commit");
            return inner.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
