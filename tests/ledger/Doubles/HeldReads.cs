using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Holds back the answers of reads until they are let go: what was read then is as old as the read.</summary>
internal sealed class HeldReads(IBlobStore inner) : StoreDecorator(inner)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    // Guarded by _gate.
    private readonly Queue<TaskCompletionSource> _held = [];
    private bool _isHolding;
    private int _count;

    /// <summary>Reads so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>From now on answers are held back.</summary>
    public void Hold()
    {
        lock (_gate)
            (_isHolding, _count) = (true, 0);
    }

    /// <summary>Waits for the next read to be held.</summary>
    public Task ArrivalAsync() => _arrivals.WaitAsync(Ct);

    /// <summary>Lets the oldest held answer go.</summary>
    public void LetGoOfOne()
    {
        lock (_gate)
            _held.Dequeue().SetResult();
    }

    /// <summary>Lets all answers go, these and later ones.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            _isHolding = false;
            while (_held.TryDequeue(out TaskCompletionSource? held))
                held.SetResult();
        }
    }

    public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int read = await base.ReadAsync(name, offset, destination, cancellationToken);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _count++;
            if (!_isHolding)
                return read;
            _held.Enqueue(held);
        }

        _arrivals.Release();
        await held.Task;
        return read;
    }
}
