using System.Security.Cryptography;
using System.Text;

namespace ImmuFunctions.Service.Accounts;

/// <summary>A password that can be compared with and not read back.</summary>
/// <remarks>Kept as a MAC under a key of this process, so that a comparison takes the same time whatever the two
/// have in common, their lengths included.</remarks>
public sealed class Password
{
    private const string EncodedPrefix = "enc:";
    private static readonly byte[] ProcessKey = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly byte[] _mac;

    private Password(ReadOnlySpan<byte> clear) => _mac = HMACSHA256.HashData(ProcessKey, clear);

    /// <summary>Reads a password as it is given to the server.</summary>
    /// <param name="text">The password, or <c>enc:</c> and its UTF-8 bytes in base64.</param>
    /// <exception cref="ArgumentException">It is empty, or what follows <c>enc:</c> is not base64.</exception>
    public static Password Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] clear = text.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            ? Decode(text[EncodedPrefix.Length..])
            : Encoding.UTF8.GetBytes(text);
        return clear.Length > 0
            ? new Password(clear)
            : throw new ArgumentException("Admin password cannot be empty", nameof(text));
    }

    /// <summary>Whether <paramref name="candidate"/> is this password.</summary>
    public bool Matches(ReadOnlySpan<byte> candidate)
    {
        Span<byte> other = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(ProcessKey, candidate, other);
        return CryptographicOperations.FixedTimeEquals(_mac, other);
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException notBase64)
        {
            throw new ArgumentException($"A password that starts with {EncodedPrefix} must go on in base64.", nameof(base64), notBase64);
        }
    }
}
