using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>The end of the time a caller allowed, as a token that also follows the caller going away.</summary>
internal sealed class CallDeadline : IDisposable
{
    // The longest a timer can run; a caller that waits longer is taken to wait for ever.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _aborted;
    private readonly CancellationToken _abortedToken;

    private CallDeadline(DateTimeOffset at, CancellationTokenSource source, CancellationToken aborted)
    {
        At = at;
        _source = source;
        _abortedToken = aborted;
        _aborted = aborted.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    public DateTimeOffset At { get; }

    public CancellationToken Token => _source.Token;

    public bool HasPassed => _source.IsCancellationRequested && !_abortedToken.IsCancellationRequested;

    /// <summary>Starts the clock for a <c>grpc-timeout</c> header.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Internal"/> if it is malformed, <see cref="StatusCode.DeadlineExceeded"/> if it is zero.</exception>
    public static CallDeadline Start(string? text, TimeProvider clock, CancellationToken aborted)
    {
        if (!GrpcTimeout.TryParse(text, out var timeout))
            throw WireFault.BadTimeout(text);
        if (timeout == TimeSpan.Zero)
            throw WireFault.DeadlineExceeded();

        var now = clock.GetUtcNow();
        var at = timeout < DateTimeOffset.MaxValue - now ? now + timeout : DateTimeOffset.MaxValue;
        var source = timeout <= LongestTimer ? new CancellationTokenSource(timeout, clock) : new CancellationTokenSource();
        return new CallDeadline(at, source, aborted);
    }

    public void Dispose()
    {
        _aborted.Dispose();
        _source.Dispose();
    }
}
