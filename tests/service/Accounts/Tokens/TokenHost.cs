using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

/// <summary>The tokens of one host, with its own look at the keys; several share a store and a clock.</summary>
internal sealed class TokenHost : IDisposable
{
    public const string Audience = "bv2c9hbq7k1ig7qsmbgg";

    public TokenHost(IBlobStore store, TimeProvider time, string audience = Audience)
    {
        Store = new WatchedStore(store);
        Keys = new StoredTokenKeys(Store, time);
        Tokens = new AccessTokens(Keys, audience, time);
    }

    public WatchedStore Store { get; }

    public StoredTokenKeys Keys { get; }

    public AccessTokens Tokens { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<string> IssueAsync(string user = "alice", ulong epoch = 1, string? database = "defaultdb") => await Tokens.IssueAsync(user, epoch, database, Ct);

    public async Task<TokenState> StateAsync(string token) => (await Tokens.ReadAsync(token.AsMemory(), Ct)).State;

    public async Task<TokenClaims?> ClaimsAsync(string token) => (await Tokens.ReadAsync(token.AsMemory(), Ct)).Claims;

    public static string KeyIdOf(string token) => token.Split('.')[1];

    public void Dispose() => Keys.Dispose();
}
