using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>The verified rpcs of this host, and the roots they are held against: one for each database, and one for each token of which the database is not known.</summary>
internal sealed class VerifiedLedger
{
    private const int KnownTokens = 65_536;

    private readonly TokenDatabases _tokens = new(KnownTokens);
    private readonly ITrustedRoots _byDatabase;
    private readonly MemoryTrustedRoots _byToken = new(KnownTokens);

    /// <param name="rpcs">The ledger.</param>
    /// <param name="roots">Where roots are remembered; null for in memory, for a ledger in this process.</param>
    /// <param name="loggers">Told about answers that are not verified.</param>
    public VerifiedLedger(IRpcInvoker rpcs, ITrustedRoots? roots, ILoggerFactory loggers)
    {
        _byDatabase = roots ?? new MemoryTrustedRoots();
        Watched = new WatchedRpcs(rpcs, _tokens);
        Rpcs = new VerifiedRpcs(Watched, loggers.CreateLogger<VerifiedRpcs>(), new VerifiedRpcsOptions { IsStrict = roots is not null });
    }

    /// <summary>The ledger. Calls have to go this way for their tokens to be known.</summary>
    public IRpcInvoker Watched { get; }

    public VerifiedRpcs Rpcs { get; }

    /// <summary>The root for a call.</summary>
    public RootScope ScopeOf(RpcCall call)
    {
        ReadOnlySpan<char> token = TokenDatabases.TokenIn(call.Authorization);
        // Who has no token is answered only where nobody needs one, and there is one database then.
        if (token.IsEmpty)
            return new RootScope(_byDatabase, DatabaseCatalog.DefaultName);
        return _tokens.Find(token) is { } database
            ? new RootScope(_byDatabase, database)
            : new RootScope(_byToken, "token " + TokenDatabases.DigestOf(token));
    }
}
