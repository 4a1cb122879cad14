using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Connect;

/// <summary>How long a caller waits, as its request says.</summary>
internal sealed class ConnectTime : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationTokenSource? _over;
    private readonly CancellationTokenSource? _linked;

    private ConnectTime(HttpContext context, TimeSpan? limit)
    {
        _context = context;
        if (limit is null)
            return;
        _over = new CancellationTokenSource(limit.Value, TimeProvider.System);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _over.Token);
    }

    /// <summary>Cancelled when the caller is gone or its time is over.</summary>
    public CancellationToken Token => _linked?.Token ?? _context.RequestAborted;

    /// <summary>Whether the call ended because its time was over.</summary>
    public bool IsOver => _over is { IsCancellationRequested: true } && !_context.RequestAborted.IsCancellationRequested;

    /// <summary>Starts the clock of a request.</summary>
    /// <exception cref="RpcException">InvalidArgument: what it says is no time. DeadlineExceeded: it leaves none.</exception>
    public static ConnectTime Start(HttpContext context)
    {
        if (context.Request.Headers[ConnectProtocol.TimeoutHeader] is not [{ } text, ..])
            return new ConnectTime(context, limit: null);
        TimeSpan limit = ConnectTimeout.Parse(text) ?? throw new RpcException(StatusCode.InvalidArgument, $"{ConnectProtocol.TimeoutHeader} is a number of milliseconds of up to ten digits");
        if (limit == TimeSpan.Zero)
            throw Exceeded(null);
        // A timer cannot run longer; who waits so long waits for ever.
        return new ConnectTime(context, limit.TotalMilliseconds < uint.MaxValue ? limit : null);
    }

    /// <summary>The answer when the time is over.</summary>
    public static RpcException Exceeded(Exception? inner) => new(StatusCode.DeadlineExceeded, "context deadline exceeded", inner);

    public void Dispose()
    {
        _linked?.Dispose();
        _over?.Dispose();
    }
}
