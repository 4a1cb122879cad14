using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Calls;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client.Connections;

/// <summary>What the clients of one ledger share: the transport, the login, the memory of roots. It ends with the last of them.</summary>
internal sealed class SharedConnection : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _owned;
    private int _users = 1;

    /// <param name="rpcs">Reaches the ledger.</param>
    /// <param name="address">Of the ledger.</param>
    /// <param name="options">The caller's own, which stay as they are from now on.</param>
    /// <param name="owned">What ends with the connection.</param>
    public SharedConnection(IRpcInvoker rpcs, LedgerAddress address, LedgerClientOptions options, params IEnumerable<IDisposable> owned)
    {
        (Rpcs, Address, Options) = (rpcs, address, options);
        Log = options.Loggers?.CreateLogger("ImmuFunctions.Client") ?? (ILogger)Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        Pauses = new RetryPauses(options.Retries, options.Time);
        ITrustedRoots roots = options.Roots ?? new FileTrustedRoots(options.RootsPath ?? DefaultRootsPath());
        _owned = options.Roots is null ? [.. owned, (IDisposable)roots] : [.. owned];
        Roots = roots;
        Login = new Login(this);
    }

    public IRpcInvoker Rpcs { get; }

    public LedgerAddress Address { get; }

    public LedgerClientOptions Options { get; }

    public ILogger Log { get; }

    public RetryPauses Pauses { get; }

    public ITrustedRoots Roots { get; }

    public Login Login { get; }

    /// <summary>The identity of the ledger's data; null until it is known.</summary>
    public string? Identity { get; set; }

    /// <summary>Another client begins to use it.</summary>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    public void Share()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0, this);
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
    }

    /// <summary>A client no longer uses it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        Login.Dispose();
        foreach (IDisposable part in _owned)
            part.Dispose();
    }

    private static string DefaultRootsPath() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "immufunctions", "trusted-roots");
}
