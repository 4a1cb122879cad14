namespace ImmuFunctions.Client;

/// <summary>A ledger that is connected to when it is first asked for, and kept.</summary>
/// <remarks>A connection that fails is tried again by the next caller. Thread-safe.</remarks>
public sealed class LazyLedger : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<LedgerClient>> _connect;
    private readonly SemaphoreSlim _turn = new(1);

    // Written under _turn.
    private volatile LedgerClient? _client;
    private volatile bool _isDisposed;

    /// <param name="address">See <see cref="LedgerAddress"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public LazyLedger(string address, LedgerClientOptions? options = null)
    {
        var parsed = LedgerAddress.Parse(address);
        _connect = cancellationToken => LedgerClient.ConnectAsync(parsed, options, cancellationToken);
    }

    internal LazyLedger(Func<CancellationToken, Task<LedgerClient>> connect) => _connect = connect;

    /// <summary>The client; it belongs to this object and is not to be disposed by the caller.</summary>
    public Task<LedgerClient> GetAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _client is { } client ? Task.FromResult(client) : ConnectAsync(cancellationToken);
    }

    /// <summary>Disposes the client, if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        LedgerClient? client = _client;
        _client = null;
        _turn.Release();
        if (client is not null)
            await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<LedgerClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _client ??= await _connect(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
