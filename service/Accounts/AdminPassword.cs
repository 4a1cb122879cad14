using System.Text;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The superuser's first password, as the operator gave it.</summary>
/// <remarks>Used once, when the accounts are begun. It is never printed.</remarks>
public sealed class AdminPassword
{
    private const string EncodedPrefix = "enc:";

    private AdminPassword(byte[] utf8) => Utf8 = utf8;

    /// <summary>immudb's own: not a secret, it is in its manual.</summary>
    public static AdminPassword Default { get; } = new("immudb"u8.ToArray());

    /// <summary>The password.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Reads a password as it is given to the server.</summary>
    /// <param name="text">The password, or <c>enc:</c> and its UTF-8 bytes in base64.</param>
    /// <exception cref="ArgumentException">It is empty, or what follows <c>enc:</c> is not base64.</exception>
    public static AdminPassword Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] clear = text.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            ? Decode(text[EncodedPrefix.Length..])
            : Encoding.UTF8.GetBytes(text);
        return clear.Length > 0
            ? new AdminPassword(clear)
            : throw new ArgumentException("Admin password cannot be empty", nameof(text));
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
