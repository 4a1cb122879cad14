using System.Buffers.Text;
using System.Globalization;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>One version of a key, found fit to sign roots.</summary>
/// <param name="Url">With its version.</param>
/// <param name="PublicPoint">Uncompressed, 65 bytes.</param>
/// <param name="Expiry">Until when it signs; null for ever.</param>
internal sealed record KeyVaultKey(KeyVaultKeyUrl Url, byte[] PublicPoint, DateTimeOffset? Expiry)
{
    private const int CoordinateLength = 32;

    /// <summary>Checks what the vault says of a key.</summary>
    /// <param name="asked">The key that was asked for.</param>
    /// <param name="answer">The vault's answer.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="LedgerException">It is no key to sign roots with; the message says why and what to do.</exception>
    public static KeyVaultKey From(KeyVaultKeyUrl asked, VaultAnswer answer, DateTimeOffset now)
    {
        if (answer.Failure is { } failure)
            throw Refusal(failure, asked, answer.Reason());
        if (answer.Read(KeyVaultJson.Default.KeyBundle) is not { Key: { } key } bundle)
            throw Refusal(LedgerErrorKind.Unavailable, asked, "the answer is no description of a key. Is this a Key Vault, or a proxy before it?");
        if (KeyVaultKeyUrl.TryParse(key.Kid) is not { Version: not null } url || !asked.Covers(url))
            throw Refusal(LedgerErrorKind.Unavailable, asked, $"the vault answered for another key, '{key.Kid}'");

        RequireFit(url, key, bundle.Attributes, now);
        DateTimeOffset? expiry = Time(bundle.Attributes?.Exp);
        return new KeyVaultKey(url, PointOf(url, key), expiry);
    }

    private static void RequireFit(KeyVaultKeyUrl url, KeyVaultWire.JsonWebKey key, KeyVaultWire.KeyAttributes? attributes, DateTimeOffset now)
    {
        if (key.Kty is not ("EC" or "EC-HSM"))
            throw Unfit(url, $"it is of type {key.Kty}; roots are signed with elliptic-curve keys. Make one: az keyvault key create --kty EC --curve P-256");
        if (key.Crv != "P-256")
            throw Unfit(url, $"its curve is {key.Crv}; roots are signed on P-256. Make one: az keyvault key create --kty EC --curve P-256");
        if (key.KeyOps is { } operations && !operations.Contains("sign", StringComparer.OrdinalIgnoreCase))
            throw Unfit(url, $"it may not sign, only {string.Join(", ", operations)}. Allow it: az keyvault key set-attributes --ops sign verify");
        if (attributes?.Enabled == false)
            throw Unfit(url, "it is disabled. Enable it, or name another version");
        if (Time(attributes?.Nbf) is { } start && start > now)
            throw Unfit(url, string.Create(CultureInfo.InvariantCulture, $"it is not to be used before {start:u}"));
        if (Time(attributes?.Exp) is { } end && end <= now)
            throw Unfit(url, string.Create(CultureInfo.InvariantCulture, $"it expired at {end:u}. Extend it or make a new version; clients that pinned it know the ledger by this key"));
    }

    private static byte[] PointOf(KeyVaultKeyUrl url, KeyVaultWire.JsonWebKey key)
    {
        byte[] point = [0x04, .. Coordinate(key.X), .. Coordinate(key.Y)];
        return P256Signature.IsPublicPoint(point) ? point : throw Refusal(LedgerErrorKind.Unavailable, url, "the vault's answer holds no point on P-256");
    }

    private static byte[] Coordinate(string? text)
    {
        Span<byte> bytes = stackalloc byte[CoordinateLength];
        return text is not null && Base64Url.IsValid(text, out int length) && length == CoordinateLength && Base64Url.TryDecodeFromChars(text, bytes, out _) ? bytes.ToArray() : [];
    }

    private static DateTimeOffset? Time(long? unixSeconds) => unixSeconds is { } seconds
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        : null;

    private static LedgerException Unfit(KeyVaultKeyUrl url, string why) => Refusal(LedgerErrorKind.Invalid, url, why);

    private static LedgerException Refusal(LedgerErrorKind kind, KeyVaultKeyUrl url, string why) => new(kind, $"the key {url}: {why}");
}
