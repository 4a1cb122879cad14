using System.Globalization;
using Azure.Core;
using Azure.Identity;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>A secret in Azure Key Vault whose value is the base64 of some bytes. Its value is in no message and no log.</summary>
/// <remarks>One request per question, over REST as for keys: docs/adr/0007-key-vault-over-rest.md.</remarks>
public sealed class KeyVaultSecret : ISecretVersions
{
    private const string ApiVersion = "?api-version=7.4";
    private const string Role = "Key Vault Secrets User on the secret";

    // What the vault says of a version that was switched off.
    private const string Disabled = "SecretDisabled";

    private readonly KeyVaultPipeline _pipeline;
    private readonly KeyVaultSecretUrl _url;
    private readonly TimeProvider _time;

    private KeyVaultSecret(KeyVaultSecretUrl url, TokenCredential credential, KeyVaultSignerOptions options)
    {
        (_url, _time) = (url, options.Time);
        _pipeline = new KeyVaultPipeline(KeyVaultKeyUrl.ScopeOf(url.Vault), credential, options);
    }

    /// <summary>Reads the setting; the vault is asked when the secret is needed.</summary>
    /// <param name="text"><c>https://{vault}/secrets/{name}</c>. The identity of this machine needs the role Key Vault Secrets User on it.</param>
    /// <exception cref="LedgerException">Invalid: it is no such URL.</exception>
    public static KeyVaultSecret Of(string text) => Of(text, new DefaultAzureCredential(), new KeyVaultSignerOptions());

    /// <inheritdoc cref="Of(string)"/>
    internal static KeyVaultSecret Of(string text, TokenCredential credential, KeyVaultSignerOptions options) =>
        KeyVaultSecretUrl.TryParse(text) is { Version: null } url
            ? new KeyVaultSecret(url, credential, options)
            : throw new LedgerException(LedgerErrorKind.Invalid, $"{text} is no URL of a secret: https://<vault>/secrets/<name>, without a version, for versions are its renewal");

    /// <inheritdoc/>
    public async ValueTask<SecretVersion> NewestAsync(CancellationToken cancellationToken)
    {
        VaultAnswer answer = await AskAsync(_url, cancellationToken).ConfigureAwait(false);
        if (answer.Failure is { } failure)
            throw Refusal(failure, answer.Reason(Role));
        (SecretVersion version, KeyVaultWire.KeyAttributes? attributes) = Read(_url, answer);
        if (attributes?.Enabled == false)
            throw Refusal(LedgerErrorKind.Invalid, "its newest version is disabled. Enable it, or set a new value");
        if (attributes?.Exp is { } end && end <= _time.GetUtcNow().ToUnixTimeSeconds())
            throw Refusal(LedgerErrorKind.Invalid, "its newest version has expired. Set a new value");
        return version;
    }

    /// <inheritdoc/>
    public async ValueTask<SecretVersion?> FindAsync(string version, CancellationToken cancellationToken)
    {
        KeyVaultSecretUrl url = _url with { Version = version };
        if (KeyVaultSecretUrl.TryParse(url.ToString()) is not { } parsed || parsed.Version != version)
            return null;
        VaultAnswer answer = await AskAsync(url, cancellationToken).ConfigureAwait(false);
        if (answer.Failure is { } failure)
        {
            // 400: no version can be called so. The name may be made up.
            return answer.Status is 400 or 404 || answer.ErrorCode == Disabled ? null : throw Refusal(failure, answer.Reason(Role));
        }

        (SecretVersion found, KeyVaultWire.KeyAttributes? attributes) = Read(url, answer);
        return attributes?.Enabled == false ? null : found;
    }

    private Task<VaultAnswer> AskAsync(KeyVaultSecretUrl url, CancellationToken cancellationToken) =>
        _pipeline.SendAsync(RequestMethod.Get, new Uri(url + ApiVersion), null, cancellationToken);

    private (SecretVersion Version, KeyVaultWire.KeyAttributes? Attributes) Read(KeyVaultSecretUrl asked, VaultAnswer answer)
    {
        if (answer.Read(KeyVaultJson.Default.SecretBundle) is not { Value: { } value } secret)
            throw Refusal(LedgerErrorKind.Unavailable, "the answer is no secret. Is this a Key Vault, or a proxy before it?");
        if (KeyVaultSecretUrl.TryParse(secret.Id) is not { Version: { } version } url || !asked.Covers(url))
            throw Refusal(LedgerErrorKind.Unavailable, $"the vault answered for another secret, '{secret.Id}'");

        byte[] bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out int length))
            throw Refusal(LedgerErrorKind.Invalid, string.Create(CultureInfo.InvariantCulture, $"the value of version {version}, {value.Length} characters long, is not base64. Make one: openssl rand -base64 32"));
        long created = Math.Clamp(secret.Attributes?.Created ?? 0, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return (new SecretVersion(version, bytes.AsMemory(0, length), DateTimeOffset.FromUnixTimeSeconds(created)), secret.Attributes);
    }

    private LedgerException Refusal(LedgerErrorKind kind, string why) => new(kind, $"the secret {_url}: {why}");
}
