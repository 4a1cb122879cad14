using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client;

/// <summary>A connection to one database of a ledger that verifies what it is told.</summary>
/// <remarks>
/// <para>What a method gives is proved: the entry is in the log, the log goes on from the one trusted, and the entry is of what was
/// asked for. What is not true beside what the ledger proved before is a <see cref="TamperedException"/>, never a value. Methods with
/// <c>Unverified</c> in their name check nothing.</para>
/// <para>Every method may also throw <see cref="LedgerClientException"/> for what the ledger refuses or cannot answer,
/// <see cref="TrustedRootsException"/> if the roots remembered cannot be read or written, and
/// <see cref="OperationCanceledException"/>. Thread-safe; meant to be kept for as long as the program runs.</para>
/// </remarks>
public sealed partial class LedgerClient : IAsyncDisposable
{
    private LedgerClient()
    {
    }

    /// <summary>The identity of the ledger's data; empty if it does not name itself.</summary>
    public string Server => throw new NotImplementedException();

    /// <summary>Name of the database.</summary>
    public string Database => throw new NotImplementedException();

    /// <summary>Where the ledger is.</summary>
    public LedgerAddress Address => throw new NotImplementedException();

    /// <summary>What is trusted of the log now.</summary>
    public TrustedRoot Root => throw new NotImplementedException();

    /// <summary>The token calls are made with, without <c>Bearer</c>; null if nobody is logged in.</summary>
    public string? Token => throw new NotImplementedException();

    /// <summary>All rpcs of the ledger, with this client's token and retries. Nothing is verified; failures are <see cref="Protocol.Grpc.RpcException"/>.</summary>
    public IRpcInvoker Rpcs => throw new NotImplementedException();

    /// <summary>Users, databases, and what is set for this one.</summary>
    public LedgerAccounts Accounts => throw new NotImplementedException();

    /// <summary>Connects, logs in if the address or the options say who, and selects the database.</summary>
    /// <param name="address">See <see cref="LedgerAddress"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static Task<LedgerClient> ConnectAsync(string address, LedgerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(LedgerAddress.Parse(address), options, cancellationToken);

    /// <summary>Connects, logs in if the address or the options say who, and selects the database.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<LedgerClient> ConnectAsync(LedgerAddress address, LedgerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>As <see cref="ConnectAsync(LedgerAddress, LedgerClientOptions?, CancellationToken)"/>, over any transport.</summary>
    /// <param name="rpcs">Reaches the ledger; its owner disposes it.</param>
    /// <param name="address">Under which the ledger is remembered; who logs in and the database are taken from it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<LedgerClient> OverAsync(IRpcInvoker rpcs, LedgerAddress address, LedgerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>A client for another database of the same ledger. Connection and login are shared; either client may be disposed first.</summary>
    public Task<LedgerClient> ForDatabaseAsync(string database, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks for the newest root, holds it against the one trusted and, if a key is pinned, against its signature. From then on it is the one trusted.</summary>
    public Task<TrustedRoot> VerifyRootAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>A receipt: shows to anybody who has the ledger's public key, offline, that an entry is in the log. It is checked before it is given.</summary>
    /// <param name="index">Zero-based index of the entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file: C2SP <c>.tlog-proof</c> with the entry in it.</returns>
    public Task<byte[]> ReceiptAsync(ulong index, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks the ledger whether it is well.</summary>
    /// <exception cref="LedgerClientException">It is not, or cannot be reached.</exception>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Figures about the ledger, its index and its cache; nothing of it is verified.</summary>
    /// <param name="exactKeys">Count the distinct keys too, which walks them all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<StatsReply> StatsAsync(bool exactKeys = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends this client's use of the connection, which is closed with its last client. It does not log out: that would end the user's other sessions too.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
