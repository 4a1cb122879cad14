using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>One host's way to a store: it can be cut, slow, or lie.</summary>
internal sealed class TroubledStore(IBlobStore inner) : StoreDecorator(inner)
{
    private readonly SemaphoreSlim _arrivals = new(0);
    private volatile TaskCompletionSource? _held;
    private int _reads;

    /// <summary>Reads so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Whether every read fails.</summary>
    public volatile bool IsDown;

    /// <summary>Whether the last byte of whatever is read from a segment comes as another.</summary>
    public volatile bool Lies;

    /// <summary>From now on reads wait.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Those that wait go on, and later ones do not wait.</summary>
    public void LetGo()
    {
        TaskCompletionSource? held = _held;
        _held = null;
        held?.SetResult();
    }

    /// <summary>Waits for a read to wait.</summary>
    public Task ArrivalAsync() => _arrivals.WaitAsync(TestContext.Current.CancellationToken);

    public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (_held is { } held)
        {
            _arrivals.Release();
            await held.Task.WaitAsync(cancellationToken);
        }

        if (IsDown)
            throw new LedgerException(LedgerErrorKind.Unavailable, "the store is down (test)");
        int read = await base.ReadAsync(name, offset, destination, cancellationToken);
        if (Lies && read > 0 && name.EndsWith(".seg", StringComparison.Ordinal))
            destination.Span[read - 1] ^= 1;
        return read;
    }
}
