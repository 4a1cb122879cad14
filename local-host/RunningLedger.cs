using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost;

/// <summary>A ledger that is being served. Disposing it answers what is under way, leaves the ledger ready for a quick start, and closes it.</summary>
public sealed class RunningLedger : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DatabaseCatalog _databases;
    private readonly OpenAccounts _accounts;
    private readonly ILogger _log;
    private readonly OpenParts _opened;
    private int _isClosed;

    internal RunningLedger(WebApplication app, DatabaseCatalog databases, OpenAccounts accounts, string place, string address, ILogger log, OpenParts opened)
    {
        (_app, _databases, _accounts, _log, _opened) = (app, databases, accounts, log, opened);
        (Place, Address) = (place, address);
    }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Where the ledger lies: a folder's path, or the address of an account.</summary>
    public string Place { get; }

    /// <summary>Waits until it is told to stop, by a signal (<see cref="LedgerServer.RunAsync"/> only) or by <paramref name="cancellationToken"/>; then answers what is under way.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        try
        {
            await _app.StopAsync(CancellationToken.None);
            await _accounts.DisposeAsync();
            await _databases.SettleAsync(LedgerSetup.SettlingTime);
            await _databases.DisposeAsync();
            HostLog.Stopped(_log, Place);
        }
        finally
        {
            await _opened.DisposeAsync();
        }
    }
}
