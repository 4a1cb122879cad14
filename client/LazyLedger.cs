namespace ImmuFunctions.Client;

/// <summary>A ledger that is connected to when it is first asked for, and kept.</summary>
/// <remarks>A connection that fails is tried again by the next caller. Thread-safe.</remarks>
public sealed class LazyLedger : IAsyncDisposable
{
    /// <param name="address">See <see cref="LedgerAddress"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    public LazyLedger(string address, LedgerClientOptions? options = null) => throw new NotImplementedException();

    /// <summary>The client; it belongs to this object and is not to be disposed by the caller.</summary>
    public Task<LedgerClient> GetAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Disposes the client, if there is one.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
