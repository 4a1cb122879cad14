using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Tokens as text: <c>v1.&lt;key's name&gt;.&lt;payload&gt;.&lt;code&gt;</c>, the latter two in base64url without padding.</summary>
/// <remarks>
/// <para>Payload: version 1 (1 byte), issued at, expires at (Unix seconds), epoch, random (8 bytes each, big-endian), length of the user's name (2), the name in UTF-8,
/// then 0 for no database, or 1 and the database's name.</para>
/// <para>The code is an HMAC-SHA256 over audience ‖ 0 ‖ all before the last dot, as text: of every token there is one spelling.
/// The audience, the identity of the data, is not in the token; it keeps tokens of one ledger from being good for another that has the same key.</para>
/// </remarks>
internal static class TokenText
{
    /// <summary>Characters of the longest token.</summary>
    public const int MaxLength = 2048;

    /// <summary>Bytes of the longest name of a user.</summary>
    public const int MaxUserBytes = 1024;

    /// <summary>Bytes of the longest name of a database.</summary>
    public const int MaxDatabaseBytes = 256;

    /// <summary>Bytes of randomness, so that no two tokens are equal.</summary>
    public const int NonceBytes = 8;

    private const string Version = "v1.";
    private const byte PayloadVersion = 1;
    private const int FixedBytes = 1 + (4 * sizeof(ulong)) + sizeof(ushort) + 1;
    private const int MaxAudience = 128;

    // 32 bytes in base64url.
    private const int MacLength = 43;

    private static readonly UTF8Encoding Utf8Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>What is put before a token to make its code.</summary>
    /// <param name="audience">Up to 128 printable ASCII characters.</param>
    public static byte[] Audience(string audience) =>
        audience.Length <= MaxAudience && !audience.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? [.. Encoding.ASCII.GetBytes(audience), 0]
            : throw new ArgumentException($"an audience is up to {MaxAudience} printable ASCII characters", nameof(audience));

    /// <summary>Makes a token.</summary>
    /// <param name="claims">What it says; expires on a whole second.</param>
    /// <param name="issuedAt">When.</param>
    /// <param name="nonce"><see cref="NonceBytes"/> random bytes.</param>
    /// <param name="key">Vouches for it.</param>
    /// <param name="audience">See <see cref="Audience"/>.</param>
    /// <exception cref="ArgumentException">A name is too long, or no text.</exception>
    public static string Write(TokenClaims claims, DateTimeOffset issuedAt, ReadOnlySpan<byte> nonce, TokenKey key, ReadOnlySpan<byte> audience)
    {
        Span<byte> payload = stackalloc byte[FixedBytes + MaxUserBytes + MaxDatabaseBytes];
        payload = payload[..WritePayload(claims, issuedAt, nonce, payload)];

        Span<char> text = stackalloc char[MaxLength];
        Version.CopyTo(text);
        int length = Version.Length;
        key.Id.CopyTo(text[length..]);
        length += key.Id.Length;
        text[length++] = '.';
        length += Base64Url.EncodeToChars(payload, text[length..]);
        TryWriteMac(text[..length], key, audience, text.Slice(length + 1, MacLength));
        text[length] = '.';
        return new string(text[..(length + 1 + MacLength)]);
    }

    /// <summary>The name of the key that a token asks for, as a part of it.</summary>
    /// <param name="token">From anywhere.</param>
    /// <param name="id">Where in the token.</param>
    /// <returns>False if it is no token.</returns>
    public static bool TryFindKeyId(ReadOnlySpan<char> token, out Range id)
    {
        id = default;
        if (token.Length > MaxLength || !token.StartsWith(Version, StringComparison.Ordinal))
            return false;
        int length = token[Version.Length..].IndexOf('.');
        if (length < 0 || !TokenKey.IsId(token.Slice(Version.Length, length)))
            return false;
        id = Version.Length..(Version.Length + length);
        return true;
    }

    /// <summary>Checks a token and reads it.</summary>
    /// <param name="token">From anywhere; <see cref="TryFindKeyId"/> found a key in it.</param>
    /// <param name="key">That key.</param>
    /// <param name="audience">See <see cref="Audience"/>.</param>
    /// <returns>Null if it was not made with this key, for this audience, by this format.</returns>
    public static TokenClaims? Read(ReadOnlySpan<char> token, TokenKey key, ReadOnlySpan<byte> audience)
    {
        int signed = token.Length - MacLength - 1;
        if (signed <= 0 || token.Length > MaxLength || token[signed] != '.')
            return null;

        // The code is compared as text, so that it has one spelling too.
        Span<char> mac = stackalloc char[MacLength];
        if (!TryWriteMac(token[..signed], key, audience, mac)
            || !CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(mac), MemoryMarshal.AsBytes(token[(signed + 1)..])))
            return null;

        ReadOnlySpan<char> encoded = token[..signed];
        encoded = encoded[(encoded.LastIndexOf('.') + 1)..];
        Span<byte> payload = stackalloc byte[MaxLength];
        return Base64Url.DecodeFromChars(encoded, payload, out _, out int written) == OperationStatus.Done ? ReadPayload(payload[..written]) : null;
    }

    private static bool TryWriteMac(ReadOnlySpan<char> signed, TokenKey key, ReadOnlySpan<byte> audience, Span<char> text)
    {
        Span<byte> data = stackalloc byte[MaxAudience + 1 + MaxLength];
        audience.CopyTo(data);
        if (Ascii.FromUtf16(signed, data[audience.Length..], out int written) != OperationStatus.Done)
            return false;
        Span<byte> mac = stackalloc byte[TokenKey.MacBytes];
        key.Sign(data[..(audience.Length + written)], mac);
        return Base64Url.EncodeToChars(mac, text) == MacLength ? true : throw new UnreachableException();
    }

    private static int WritePayload(TokenClaims claims, DateTimeOffset issuedAt, ReadOnlySpan<byte> nonce, Span<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceBytes, nameof(nonce));
        payload[0] = PayloadVersion;
        BinaryPrimitives.WriteInt64BigEndian(payload[1..], issuedAt.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(payload[9..], claims.ExpiresAt.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt64BigEndian(payload[17..], claims.Epoch);
        nonce.CopyTo(payload[25..]);
        int user = WriteName(claims.User, payload.Slice(35, MaxUserBytes), "user");
        BinaryPrimitives.WriteUInt16BigEndian(payload[33..], (ushort)user);
        int at = 35 + user;
        payload[at++] = claims.Database is null ? (byte)0 : (byte)1;
        return at + WriteName(claims.Database ?? "", payload.Slice(at, MaxDatabaseBytes), "database");
    }

    private static int WriteName(string name, Span<byte> destination, string what) => Utf8Strict.GetByteCount(name) <= destination.Length
        ? Utf8Strict.GetBytes(name, destination)
        : throw new ArgumentException($"the name of the {what} is longer than {destination.Length} bytes", nameof(name));

    private static TokenClaims? ReadPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FixedBytes || payload[0] != PayloadVersion)
            return null;
        long expiresAt = BinaryPrimitives.ReadInt64BigEndian(payload[9..]);
        ulong epoch = BinaryPrimitives.ReadUInt64BigEndian(payload[17..]);
        int userLength = BinaryPrimitives.ReadUInt16BigEndian(payload[33..]);
        if (expiresAt < 0 || expiresAt > LastSecond || payload.Length < FixedBytes + userLength)
            return null;

        ReadOnlySpan<byte> user = payload.Slice(35, userLength);
        byte hasDatabase = payload[35 + userLength];
        ReadOnlySpan<byte> database = payload[(FixedBytes + userLength)..];
        if (hasDatabase > 1 || (hasDatabase == 0 && !database.IsEmpty) || !Utf8.IsValid(user) || !Utf8.IsValid(database))
            return null;
        return new TokenClaims(
            Encoding.UTF8.GetString(user), epoch, hasDatabase == 0 ? null : Encoding.UTF8.GetString(database), DateTimeOffset.FromUnixTimeSeconds(expiresAt));
    }
}
