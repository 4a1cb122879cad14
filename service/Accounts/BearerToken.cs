namespace ImmuFunctions.Service.Accounts;

/// <summary>Finds the token in an <c>authorization</c> value.</summary>
/// <remarks>Spec section 8.3: <c>Bearer T</c>, a bare <c>T</c>, <c>Bearer Bearer T</c>, and two values that something
/// on the way has joined with a comma, of which the first counts. Tokens contain no comma.</remarks>
public static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token alone.</summary>
    /// <param name="authorization">As sent; null for none.</param>
    /// <returns>The token inside <paramref name="authorization"/>; empty if there is none.</returns>
    public static ReadOnlyMemory<char> In(string? authorization)
    {
        ReadOnlyMemory<char> token = authorization.AsMemory();
        int comma = token.Span.IndexOf(',');
        if (comma >= 0)
            token = token[..comma];
        token = token.Trim();
        while (token.Span.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            token = token[Scheme.Length..].TrimStart();
        return token;
    }
}
