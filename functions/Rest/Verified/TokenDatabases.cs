using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Service.Accounts;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>Which databases the tokens select that were given out through this host.</summary>
/// <remarks>Keeps digests of tokens, not tokens. Thread-safe.</remarks>
/// <param name="capacity">Most tokens; beyond it the first is forgotten.</param>
internal sealed class TokenDatabases(int capacity)
{
    private readonly Lock _lock = new();

    // Under _lock.
    private readonly Dictionary<string, string> _databases = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Notes what a new token selects.</summary>
    public void Note(string token, string database)
    {
        string digest = DigestOf(token);
        lock (_lock)
        {
            if (_databases.TryAdd(digest, database))
                _order.Enqueue(digest);
            if (_databases.Count > capacity)
                _databases.Remove(_order.Dequeue());
        }
    }

    /// <summary>The database selected; null if the token was not given out here.</summary>
    public string? Find(ReadOnlySpan<char> token)
    {
        string digest = DigestOf(token);
        lock (_lock)
            return _databases.GetValueOrDefault(digest);
    }

    /// <summary>What stands for a token without giving it away.</summary>
    public static string DigestOf(ReadOnlySpan<char> token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.ToString())));

    /// <summary>The token in an <c>authorization</c> value; empty for none.</summary>
    public static ReadOnlySpan<char> TokenIn(string? authorization) => BearerToken.In(authorization).Span;
}
