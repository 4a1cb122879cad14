using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Client.Writing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
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
    private readonly SharedConnection _connection;
    private readonly DatabaseSession _session;
    private readonly VerifiedRpcs _verified;
    private readonly RootScope _scope;
    private readonly SignedRoots _signed;
    private readonly RequestNames _names;
    private readonly Guard _guard;
    private readonly ValueStamp _stamp;
    private readonly SeenVersions _seen = new();
    private TrustedRoot _remembered = TrustedRoot.None;
    private int _isDisposed;

    private LedgerClient(SharedConnection connection, DatabaseSession session, ByteString? signedBy)
    {
        (_connection, _session) = (connection, session);
        _scope = new RootScope(connection.Roots, session.Database) { SignedBy = signedBy };
        _verified = new VerifiedRpcs(new FirstAnswers(session), connection.Log, new VerifiedRpcsOptions { RemembersReadsFirst = false, LookCounts = TimeSpan.FromMilliseconds(10) });
        _signed = new SignedRoots(_verified, _scope, connection.Options);
        _names = new RequestNames(session);
        _stamp = new ValueStamp(connection.Options, session.Database);
        _guard = new Guard(connection, session.Database, _signed);
        Accounts = new LedgerAccounts(connection, session, _guard);
    }

    /// <summary>The identity of the ledger's data; empty if it does not name itself.</summary>
    public string Server => _connection.Identity ?? "";

    /// <summary>Name of the database.</summary>
    public string Database => _session.Database;

    /// <summary>Where the ledger is.</summary>
    public LedgerAddress Address => _connection.Address with { Database = Database };

    /// <summary>What is trusted of the log now.</summary>
    public TrustedRoot Root => _verified.Trusted(_scope) is { IsNone: false } now ? now : _remembered;

    /// <summary>The token calls are made with, without <c>Bearer</c>; null if nobody is logged in.</summary>
    public string? Token => _session.Token;

    /// <summary>All rpcs of the ledger, with this client's token and retries. Nothing is verified; failures are <see cref="RpcException"/>.</summary>
    public IRpcInvoker Rpcs => _session;

    /// <summary>Users, databases, and what is set for this one.</summary>
    public LedgerAccounts Accounts { get; }

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
    /// <exception cref="ArgumentException">The pinned key is none.</exception>
    public static Task<LedgerClient> ConnectAsync(LedgerAddress address, LedgerClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        // The caller may go on to change its own.
        LedgerClientOptions own = options is null ? new LedgerClientOptions() : options with { };
        IRpcInvoker rpcs = Transport.To(address, own, out IDisposable transport);
        return OpenAsync(new SharedConnection(rpcs, address, own, transport), cancellationToken);
    }

    /// <summary>As <see cref="ConnectAsync(LedgerAddress, LedgerClientOptions?, CancellationToken)"/>, over any transport.</summary>
    /// <param name="rpcs">Reaches the ledger; its owner disposes it.</param>
    /// <param name="address">Under which the ledger is remembered; who logs in and the database are taken from it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<LedgerClient> OverAsync(IRpcInvoker rpcs, LedgerAddress address, LedgerClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpcs);
        ArgumentNullException.ThrowIfNull(address);
        LedgerClientOptions own = options is null ? new LedgerClientOptions() : options with { };
        return OpenAsync(new SharedConnection(rpcs, address, own), cancellationToken);
    }

    /// <summary>A client for another database of the same ledger. Connection and login are shared; either client may be disposed first.</summary>
    public async Task<LedgerClient> ForDatabaseAsync(string database, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        _connection.Share();
        return await OpenAsync(_connection, database, mustBe: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for the newest root, holds it against the one trusted and, if a key is pinned, against its signature. From then on it is the one trusted.</summary>
    public Task<TrustedRoot> VerifyRootAsync(CancellationToken cancellationToken = default) => _guard.RunAsync("VerifyRoot", async () =>
    {
        VerifiedRoot root = await _signed.AskAsync(cancellationToken).ConfigureAwait(false);
        Guard.Require(root.Fault);
        return root.Root;
    });

    /// <summary>A receipt: shows to anybody who has the ledger's public key, offline, that an entry is in the log. It is checked before it is given.</summary>
    /// <param name="index">Zero-based index of the entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file: C2SP <c>.tlog-proof</c> with the entry in it.</returns>
    /// <exception cref="LedgerClientException">NOT_FOUND: there is no such entry; FAILED_PRECONDITION: the ledger signs no checkpoints.</exception>
    public Task<byte[]> ReceiptAsync(ulong index, CancellationToken cancellationToken = default) => _guard.RunVerifiedAsync(
        "Receipt", () => CheckedReceipt.GetAsync(_session, _verified, _scope, index, cancellationToken), cancellationToken);

    /// <summary>Asks the ledger whether it is well.</summary>
    /// <exception cref="LedgerClientException">It is not, or cannot be reached.</exception>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => _guard.RunAsync("CheckHealth", async () =>
    {
        HealthResponse health = await _session.AskAsync<HealthResponse>("Health", new Empty(), cancellationToken).ConfigureAwait(false);
        return health.Status ? health : throw new RpcException(StatusCode.Unavailable, "the ledger says that it is not well");
    });

    /// <summary>Figures about the ledger, its index and its cache; nothing of it is verified.</summary>
    /// <param name="exactKeys">Count the distinct keys too, which walks them all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<StatsReply> StatsAsync(bool exactKeys = false, CancellationToken cancellationToken = default) => _guard.RunAsync(
        "Stats", () => _session.QueryAsync<StatsReply>("Stats", new StatsRequest { ExactKeys = exactKeys }, cancellationToken));

    /// <summary>Ends this client's use of the connection, which is closed with its last client. It does not log out: that would end the user's other sessions too.</summary>
    /// <exception cref="TrustedRootsException">What was read last cannot be remembered.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            await _verified.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _signed.Dispose();
            _session.Dispose();
            _connection.Dispose();
        }
    }

    private static async Task<LedgerClient> OpenAsync(SharedConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await Guard.RunAsync(connection, connection.Address.Database, "Connect", async () =>
            {
                await KnownLedgers.IdentifyAsync(connection, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        // Whoever names no database may be without a right to immudb's own one, and yet have something to do.
        string database = connection.Address.Database;
        return await OpenAsync(connection, database, mustBe: database != LedgerAddress.DefaultDatabase, cancellationToken).ConfigureAwait(false);
    }

    // The connection is shared with the client that comes of it, and left if none does.
    private static async Task<LedgerClient> OpenAsync(SharedConnection connection, string database, bool mustBe, CancellationToken cancellationToken)
    {
        var session = new DatabaseSession(connection, database);
        try
        {
            return await Guard.RunAsync(connection, database, "Connect", async () =>
            {
                await session.OpenAsync(mustBe, cancellationToken).ConfigureAwait(false);
                var client = new LedgerClient(connection, session, await SignedRoots.KeyAsync(connection, session, cancellationToken).ConfigureAwait(false));
                Guard.Require(await client._signed.RefreshAsync(cancellationToken).ConfigureAwait(false));
                client._remembered = await connection.Roots.FindAsync(RootLine.Verified(client.Server, database), cancellationToken).ConfigureAwait(false);
                ClientLog.Connected(connection.Log, connection.Address.ToString(), database, client.Server);
                return client;
            }).ConfigureAwait(false);
        }
        catch
        {
            session.Dispose();
            connection.Dispose();
            throw;
        }
    }

    private static RpcCall Call(CancellationToken cancellationToken, string? requestName = null) => new(cancellationToken) { IsLocal = true, RequestName = requestName };
}
