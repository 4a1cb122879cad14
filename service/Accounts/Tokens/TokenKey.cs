using System.Security.Cryptography;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>A key that tokens are made and checked with: HMAC-SHA256. Its bytes are never printed.</summary>
public sealed class TokenKey
{
    /// <summary>The fewest bytes of a key.</summary>
    public const int MinBytes = 32;

    /// <summary>Bytes of what <see cref="Sign"/> writes.</summary>
    public const int MacBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>Characters of the longest name.</summary>
    public const int MaxIdLength = 64;

    private readonly byte[] _secret;
    private volatile bool _isWithdrawn;

    /// <summary>Takes a key over.</summary>
    /// <param name="id">Its name, which tokens carry: see <see cref="IsId"/>.</param>
    /// <param name="secret">At least <see cref="MinBytes"/> random bytes.</param>
    /// <param name="createdAt">When it was made.</param>
    public TokenKey(string id, ReadOnlySpan<byte> secret, DateTimeOffset createdAt)
    {
        if (!IsId(id))
            throw new ArgumentException($"the name of a key is 1 to {MaxIdLength} letters and digits", nameof(id));
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinBytes, nameof(secret));
        (Id, CreatedAt) = (id, createdAt);
        _secret = secret.ToArray();
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Whether somebody took the key away since it was read: its tokens are good for nothing any more.</summary>
    public bool IsWithdrawn => _isWithdrawn;

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Whether <paramref name="text"/> can be a key's name: 1 to <see cref="MaxIdLength"/> ASCII letters and digits.</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxIdLength)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }

        return true;
    }

    /// <summary>Writes the code for <paramref name="data"/>.</summary>
    /// <param name="data">What is vouched for.</param>
    /// <param name="mac"><see cref="MacBytes"/> bytes.</param>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> mac) => HMACSHA256.HashData(_secret, data, mac);

    /// <summary>Whether this is <paramref name="other"/>, secret and all.</summary>
    internal bool IsSameAs(TokenKey other) => Id == other.Id && CryptographicOperations.FixedTimeEquals(_secret, other._secret);

    internal void Withdraw() => _isWithdrawn = true;
}
