namespace ImmuFunctions.Service.Accounts;

/// <summary>Tokens that every host of one store can check.</summary>
public interface IAccessTokens
{
    /// <summary>Makes a token.</summary>
    /// <param name="user">Whom it is for.</param>
    /// <param name="epoch">That user's epoch: once the user has a later one, the token is revoked.</param>
    /// <param name="database">The database selected; null for none.</param>
    /// <param name="cancellationToken">Gives up making a key.</param>
    ValueTask<string> IssueAsync(string user, ulong epoch, string? database, CancellationToken cancellationToken);

    /// <summary>Reads a token: whether it is ours, and what it says. Whether the user still has that epoch is for the caller to see.</summary>
    /// <returns>With claims unless the state is <see cref="TokenState.Unknown"/>.</returns>
    ValueTask<(TokenState State, TokenClaims? Claims)> ReadAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken);
}
