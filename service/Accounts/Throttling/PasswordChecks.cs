using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Service.Accounts.Throttling;

/// <summary>Bounds how many passwords are checked at once, which is made to be slow, and how many wait for it. Thread-safe.</summary>
public sealed class PasswordChecks : IDisposable
{
    /// <summary>The most that wait, unless told otherwise.</summary>
    public const int DefaultWaiting = 256;

    private readonly SemaphoreSlim _turns;
    private readonly int _most;
    private int _present;

    /// <summary>As many at once as there are processors.</summary>
    public PasswordChecks()
        : this(Environment.ProcessorCount, DefaultWaiting)
    {
    }

    /// <param name="atOnce">At least 1.</param>
    /// <param name="waiting">The most that wait; further ones are refused.</param>
    public PasswordChecks(int atOnce, int waiting)
    {
        _turns = new SemaphoreSlim(atOnce);
        _most = atOnce + waiting;
    }

    /// <summary>Checks a password when it is its turn.</summary>
    /// <param name="check">Takes its time; runs on the thread of whoever calls.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RpcException">ResourceExhausted: too many wait. <paramref name="check"/> was not called.</exception>
    public async ValueTask<T> RunAsync<T>(Func<T> check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (Interlocked.Increment(ref _present) > _most)
        {
            Interlocked.Decrement(ref _present);
            throw ImmuErrors.TooManyLogins();
        }

        try
        {
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return check();
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
