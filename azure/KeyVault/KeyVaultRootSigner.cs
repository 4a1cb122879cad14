using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Signs with a P-256 key that never leaves Azure Key Vault or a managed HSM.</summary>
/// <remarks>
/// <para>The version is pinned when it is opened. A signature counts only if the vault says that this version made it and the public key verifies it.</para>
/// <para>One request per signature; the ledger asks once per root. Why over REST: docs/adr/0007-key-vault-over-rest.md.</para>
/// </remarks>
public sealed class KeyVaultRootSigner : IRootSigner
{
    private const string ApiVersion = "?api-version=7.4";

    private readonly KeyVaultPipeline _pipeline;
    private readonly KeyVaultKey _key;
    private readonly Uri _sign;

    private KeyVaultRootSigner(KeyVaultPipeline pipeline, KeyVaultKey key)
    {
        (_pipeline, _key) = (pipeline, key);
        _sign = new Uri($"{key.Url}/sign{ApiVersion}");
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicPoint => _key.PublicPoint;

    /// <summary>The key's URL, with the version that signs.</summary>
    public Uri KeyId => new(_key.Url.ToString());

    /// <summary>Finds the key and checks that it can sign roots.</summary>
    /// <param name="key"><c>https://{vault}/keys/{name}[/{version}]</c>; without a version the one that is current now.</param>
    /// <param name="credential">Gives tokens. The identity needs the role Key Vault Crypto User on the key.</param>
    /// <param name="options">Times and repetitions.</param>
    /// <param name="loggers">Gets told which version was pinned.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is no key's URL.</exception>
    /// <exception cref="LedgerException">Invalid: the key is of a wrong kind, disabled or expired. NotFound, Denied, Unavailable: as the vault says. The message says what to do.</exception>
    public static async Task<KeyVaultRootSigner> OpenAsync(
        Uri key, TokenCredential credential, KeyVaultSignerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        KeyVaultKeyUrl url = KeyVaultKeyUrl.TryParse(key.OriginalString) ?? throw new ArgumentException($"{key} is no URL of a key: https://<vault>/keys/<name>[/<version>]", nameof(key));
        var pipeline = new KeyVaultPipeline(url.Scope, credential, options);
        VaultAnswer answer = await pipeline.SendAsync(RequestMethod.Get, new Uri(url + ApiVersion), null, cancellationToken).ConfigureAwait(false);
        KeyVaultKey found = KeyVaultKey.From(url, answer, options.Time.GetUtcNow());

        ILogger log = loggers.CreateLogger("ImmuFunctions.Azure.KeyVault");
        KeyVaultLog.Pinned(log, found.Url.ToString());
        if (found.Expiry is { } expiry)
            KeyVaultLog.Expires(log, found.Url.ToString(), expiry);
        return new KeyVaultRootSigner(pipeline, found);
    }

    /// <inheritdoc/>
    public async ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var request = new KeyVaultWire.SignRequest("ES256", Base64Url.EncodeToString(SHA256.HashData(payload.Span)));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, KeyVaultJson.Default.SignRequest);
        VaultAnswer answer;
        try
        {
            answer = await _pipeline.SendAsync(RequestMethod.Post, _sign, body, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException e) when (e.Kind != LedgerErrorKind.Unavailable)
        {
            throw Unavailable(e.Message, e); // whoever asked for the root is not to blame
        }

        if (answer.Failure is not null)
            throw Unavailable(answer.Reason());
        if (answer.Read(KeyVaultJson.Default.SignResult) is not { Value: { } value } result)
            throw Unavailable("the vault's answer is no signature");
        if (KeyVaultKeyUrl.TryParse(result.Kid) is not { } signedBy || !_key.Url.Covers(signedBy))
            throw Unavailable($"the vault signed with another key, '{result.Kid}'");

        byte[]? der = Base64Url.IsValid(value) ? P256Signature.ToDer(Base64Url.DecodeFromChars(value)) : null;
        if (der is null || !P256Signature.Verify(payload.Span, der, _key.PublicPoint))
            throw Unavailable("the vault gave a signature that the key does not verify");
        return new RootSignature(der, _key.PublicPoint);
    }

    private LedgerException Unavailable(string why, Exception? inner = null) =>
        new(LedgerErrorKind.Unavailable, $"nothing was signed with the key {_key.Url}: {why}", inner);
}
