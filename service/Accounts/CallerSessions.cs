using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Finds out who calls.</summary>
/// <param name="book">Says whether the user still is who the token says.</param>
/// <param name="tokens">Says what the token says.</param>
internal sealed class CallerSessions(IAccountBook book, IAccessTokens tokens)
{
    /// <summary>The caller's session by accounts that may be as old as <see cref="AccountBook.MaxStaleness"/>.</summary>
    public ValueTask<CallerSession> FindAsync(Caller caller)
    {
        ValueTask<(TokenState State, TokenClaims? Claims)> reading = tokens.ReadAsync(BearerToken.In(caller.Authorization), caller.CancellationToken);
        ValueTask<AccountState> looking = book.CurrentAsync(caller.CancellationToken);
        if (!reading.IsCompletedSuccessfully || !looking.IsCompletedSuccessfully)
            return WaitAsync(reading, looking, caller);
        var (state, claims) = reading.Result;
        AccountState accounts = looking.Result;
        return IsAhead(state, claims, accounts) ? CatchUpAsync(state, claims, caller) : new(Judge(state, claims, accounts));
    }

    /// <summary>The caller's session by the accounts as they are now, on whichever host they were changed: for what changes them.</summary>
    public async ValueTask<CallerSession> FindNewestAsync(Caller caller)
    {
        var (state, claims) = await tokens.ReadAsync(BearerToken.In(caller.Authorization), caller.CancellationToken).ConfigureAwait(false);
        // Who has no token of ours is nobody, whatever the accounts are: no reason to ask the store.
        return claims is null
            ? new(TokenState.Unknown, null, null, AccountState.Empty)
            : await CatchUpAsync(state, claims, caller).ConfigureAwait(false);
    }

    private async ValueTask<CallerSession> WaitAsync(
        ValueTask<(TokenState State, TokenClaims? Claims)> reading, ValueTask<AccountState> looking, Caller caller)
    {
        // Both are waited for, whatever comes of the first: neither may be left behind.
        AccountState accounts = await looking.ConfigureAwait(false);
        var (state, claims) = await reading.ConfigureAwait(false);
        return IsAhead(state, claims, accounts) ? await CatchUpAsync(state, claims, caller).ConfigureAwait(false) : Judge(state, claims, accounts);
    }

    private async ValueTask<CallerSession> CatchUpAsync(TokenState state, TokenClaims? claims, Caller caller) =>
        Judge(state, claims, await book.NewestAsync(caller.CancellationToken).ConfigureAwait(false));

    // A genuine token of an epoch, or of a user, that is not known here yet: another host knows more.
    private static bool IsAhead(TokenState state, TokenClaims? claims, AccountState accounts) =>
        state == TokenState.Live && (accounts.Find(claims!.User) is not { } user || user.Epoch < claims.Epoch);

    private static CallerSession Judge(TokenState state, TokenClaims? claims, AccountState accounts)
    {
        if (claims is null || accounts.Find(claims.User) is not { IsActive: true } user || user.Epoch != claims.Epoch)
            return new(TokenState.Unknown, null, null, accounts);
        return new(state, state == TokenState.Live ? user : null, claims.Database, accounts);
    }
}
