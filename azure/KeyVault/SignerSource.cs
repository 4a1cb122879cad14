using Azure.Core;
using Azure.Identity;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Where the signing key is: in a PEM file or in Azure Key Vault.</summary>
public sealed class SignerSource
{
    private const string Refused = "Unable to configure the cryptographic signer: ";

    private readonly Func<ILoggerFactory, CancellationToken, Task<IRootSigner>> _open;

    private SignerSource(Func<ILoggerFactory, CancellationToken, Task<IRootSigner>> open) => _open = open;

    /// <summary>Reads the setting; a file is read at once, a vault is asked when it is opened.</summary>
    /// <param name="text">The path of a PEM file or the URL of a key.</param>
    /// <exception cref="LedgerException">Invalid: it is neither.</exception>
    public static SignerSource Of(string text) => Of(text, () => new DefaultAzureCredential(), new KeyVaultSignerOptions());

    /// <inheritdoc cref="Of(string)"/>
    internal static SignerSource Of(string text, Func<TokenCredential> credential, KeyVaultSignerOptions vault)
    {
        if (!KeyVaultKeyUrl.IsUrl(text))
        {
            PemRootSigner signer = FromFile(text);
            return new SignerSource((_, _) => Task.FromResult<IRootSigner>(signer));
        }

        if (KeyVaultKeyUrl.TryParse(text) is null)
            throw new LedgerException(LedgerErrorKind.Invalid, $"{Refused}{text} is no URL of a key: https://<vault>/keys/<name>[/<version>]");
        return new SignerSource(async (loggers, cancellationToken) =>
            await KeyVaultRootSigner.OpenAsync(new Uri(text), credential(), vault, loggers, cancellationToken));
    }

    /// <summary>Opens the key. The caller disposes the signer if it is disposable.</summary>
    /// <exception cref="LedgerException">The key cannot be used; of the vault's kind.</exception>
    public async Task<IRootSigner> OpenAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await _open(loggers, cancellationToken);
        }
        catch (LedgerException e)
        {
            throw new LedgerException(e.Kind, Refused + e.Message, e);
        }
    }

    private static PemRootSigner FromFile(string path)
    {
        try
        {
            return new PemRootSigner(P256PrivateKey.FromPem(File.ReadAllText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LedgerException(LedgerErrorKind.Invalid, $"{Refused}{path}: {e.Message}");
        }
    }
}
