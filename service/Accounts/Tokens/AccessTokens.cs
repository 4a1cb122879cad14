using System.Security.Cryptography;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Tokens that carry their claims and a code over them, so that every host with the keys can check them. Thread-safe.</summary>
/// <remarks>A token that was checked is remembered: to check it again costs a look-up. What is no token of ours is never remembered. Spec section 8.2.</remarks>
public sealed class AccessTokens : IAccessTokens
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>How long after its end a token is told from an unknown one, at least.</summary>
    public static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);

    /// <summary>The most tokens remembered unless told otherwise.</summary>
    public const int DefaultCapacity = 65_536;

    private readonly ITokenKeySource _keys;
    private readonly TimeProvider _time;
    private readonly byte[] _audience;
    private readonly KnownTokens _known;

    /// <param name="keys">What tokens are made and checked with.</param>
    /// <param name="audience">Identity of the data (<see cref="Databases.ServerIdentity"/>): tokens of other data are not ours, even if their keys are the same.</param>
    /// <param name="time">Tells when tokens expire. The hosts' clocks should agree within a minute.</param>
    /// <param name="capacity">The most tokens remembered.</param>
    public AccessTokens(ITokenKeySource keys, string audience, TimeProvider time, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(audience);
        ArgumentNullException.ThrowIfNull(time);
        (_keys, _time, _audience, _known) = (keys, time, TokenText.Audience(audience), new KnownTokens(capacity));
    }

    /// <summary>How many tokens are remembered.</summary>
    internal int Remembered => _known.Count;

    /// <inheritdoc/>
    public async ValueTask<string> IssueAsync(string user, ulong epoch, string? database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        TokenKey key = await _keys.CurrentAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset issuedAt = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var claims = new TokenClaims(user, epoch, database, issuedAt + Lifetime);
        string token = TokenText.Write(claims, issuedAt, RandomNumberGenerator.GetBytes(TokenText.NonceBytes), key, _audience);
        _known.Add(token, new KnownToken(claims, key));
        return token;
    }

    /// <inheritdoc/>
    public ValueTask<(TokenState State, TokenClaims? Claims)> ReadAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        ValueTask look = _keys.RefreshAsync(now, cancellationToken);
        return look.IsCompletedSuccessfully && _known.Find(token.Span) is { Key.IsWithdrawn: false, Claims: var claims }
            ? new((StateAt(now, claims), claims))
            : CheckAsync(look, token, cancellationToken);
    }

    private static TokenState StateAt(DateTimeOffset now, TokenClaims claims) => now < claims.ExpiresAt ? TokenState.Live : TokenState.Expired;

    private async ValueTask<(TokenState State, TokenClaims? Claims)> CheckAsync(ValueTask look, ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        await look.ConfigureAwait(false);
        if (!TokenText.TryFindKeyId(token.Span, out Range id)
            || await _keys.FindAsync(token[id], cancellationToken).ConfigureAwait(false) is not { } key
            || TokenText.Read(token.Span, key, _audience) is not { } claims)
            return (TokenState.Unknown, null);

        _known.Add(new string(token.Span), new KnownToken(claims, key));
        return (StateAt(_time.GetUtcNow(), claims), claims);
    }
}
