using System.Security.Cryptography;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>The keys there are, as read at one time. Does not change.</summary>
/// <param name="Keys">Oldest first.</param>
/// <param name="Version">Of the blob they were read from; null if there was none.</param>
internal sealed record TokenKeySet(TokenKey[] Keys, string? Version)
{
    /// <summary>A key makes tokens for so long, then there is a newer one.</summary>
    public static readonly TimeSpan RotateAfter = TimeSpan.FromDays(1);

    /// <summary>A new key makes no tokens for so long, so that every host has heard of it when the first comes.</summary>
    public static readonly TimeSpan Announcement = TimeSpan.FromMinutes(2);

    private const int IdBytes = 8;

    // From when the next key came.
    private static readonly TimeSpan KeptAfterNext = Announcement + AccessTokens.Lifetime + AccessTokens.Remembrance;

    /// <summary>No keys.</summary>
    public static TokenKeySet None { get; } = new([], null);

    /// <summary>Whether it is time for another key.</summary>
    public bool IsDue(DateTimeOffset now) => Keys is not [.., var newest] || now - newest.CreatedAt >= RotateAfter;

    /// <summary>The key to make tokens with: the newest that has been announced for long enough; the oldest if none has.</summary>
    /// <returns>Null if there are none.</returns>
    public TokenKey? SigningKey(DateTimeOffset now) => Array.FindLast(Keys, key => now - key.CreatedAt >= Announcement) ?? Keys.FirstOrDefault();

    /// <returns>Null if there is none of this name.</returns>
    public TokenKey? Find(ReadOnlySpan<char> id)
    {
        foreach (TokenKey key in Keys)
        {
            if (id.SequenceEqual(key.Id))
                return key;
        }

        return null;
    }

    /// <summary>The keys of the next blob: a new one, and of these ones those that some token may still be asked about.</summary>
    public TokenKey[] Rotated(DateTimeOffset now)
    {
        var fresh = new TokenKey(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), RandomNumberGenerator.GetBytes(TokenKey.MinBytes), DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
        IEnumerable<TokenKey> kept = Keys.Where((_, i) => i + 1 == Keys.Length || now - Keys[i + 1].CreatedAt <= KeptAfterNext);
        return [.. kept.TakeLast(TokenKeyFile.MaxKeys - 1), fresh];
    }

    /// <summary>This set, of what was known before: keys that are in both stay the same objects, those that are gone are withdrawn.</summary>
    public TokenKeySet After(TokenKeySet before)
    {
        TokenKey[] keys = [.. Keys.Select(key => before.Find(key.Id) is { } old && old.IsSameAs(key) ? old : key)];
        foreach (TokenKey old in before.Keys)
        {
            if (!keys.Contains(old))
                old.Withdraw();
        }

        return this with { Keys = keys };
    }
}
