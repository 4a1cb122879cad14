namespace ImmuFunctions.Protocol.Grpc;

/// <summary>How long a caller waits for one call, and what it sees when the call breaks off.</summary>
internal sealed class ClientDeadline : IDisposable
{
    // The longest a timer can run; a deadline further off is left to the server.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _linked;

    /// <summary>Starts the clock.</summary>
    /// <param name="at">When the caller stops waiting; null for never.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="caller">Cancelled when the caller gives up.</param>
    public ClientDeadline(DateTimeOffset? at, TimeProvider clock, CancellationToken caller)
    {
        _caller = caller;
        if (at is null)
            return;

        TimeSpan left = at.Value - clock.GetUtcNow();
        Timeout = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (left <= LongestTimer)
        {
            _deadline = new CancellationTokenSource(Timeout.Value, clock);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
        }
    }

    /// <summary>What was left at the start, at least zero; null without a deadline.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Cancelled when the caller gives up or the time is over.</summary>
    public CancellationToken Token => _linked?.Token ?? _caller;

    /// <summary>To be called before a connection is opened, which a call that is over already must not do.</summary>
    /// <exception cref="RpcException">DeadlineExceeded: the time was over at the start.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public void RequireTime()
    {
        _caller.ThrowIfCancellationRequested();
        if (Timeout == TimeSpan.Zero)
            throw WireFault.DeadlineExceeded();
    }

    /// <summary>What the caller shall see instead of <paramref name="exception"/>; null to let it pass.</summary>
    public Exception? Explain(Exception exception)
    {
        if (exception is RpcException)
            return null;
        if (_caller.IsCancellationRequested)
            return exception is OperationCanceledException e && e.CancellationToken == _caller ? null : new OperationCanceledException(exception.Message, exception, _caller);
        if (_deadline is { IsCancellationRequested: true })
            return WireFault.DeadlineExceeded(exception);
        return ConnectionFault.Explain(exception);
    }

    public void Dispose()
    {
        _linked?.Dispose();
        _deadline?.Dispose();
    }
}
