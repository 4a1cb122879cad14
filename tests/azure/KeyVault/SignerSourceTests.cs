using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Azure.Core;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.KeyVault;

public sealed class SignerSourceTests
{
    private static readonly KeyVaultSignerOptions Impatient = new() { MaxRetries = 0, TotalTimeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task Open_PemFile_SignsWithItsKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        IRootSigner signer = await SignerSource.Of(path).OpenAsync(NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        RootSignature signature = await signer.SignAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.True(P256Signature.Verify("x"u8, signature.Der.Span, signer.PublicPoint.Span));
        ((IDisposable)signer).Dispose();
        File.Delete(path);
    }

    [Fact]
    public async Task Open_VaultThatNobodyServes_IsUnavailableAndNamesSignerAndVault()
    {
        LedgerException e = await RefusalAsync(new NoTokenCredential(refuses: false));

        Assert.Equal(LedgerErrorKind.Unavailable, e.Kind);
        Assert.StartsWith("Unable to configure the cryptographic signer: Key Vault at 127.0.0.1:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HostWithoutAnIdentity_IsDeniedAndSaysWhatToDo()
    {
        LedgerException e = await RefusalAsync(new NoTokenCredential(refuses: true));

        Assert.Equal(LedgerErrorKind.Denied, e.Kind);
        Assert.StartsWith("Unable to configure the cryptographic signer: no token", e.Message, StringComparison.Ordinal);
        Assert.Contains("managed identity", e.Message, StringComparison.Ordinal);
    }

    private static async Task<LedgerException> RefusalAsync(TokenCredential credential)
    {
        using var bound = new TcpListener(IPAddress.Loopback, 0);
        bound.Start();
        int port = ((IPEndPoint)bound.LocalEndpoint).Port;
        bound.Stop();
        var source = SignerSource.Of($"https://127.0.0.1:{port}/keys/k", () => credential, Impatient);
        return await Assert.ThrowsAsync<LedgerException>(() => source.OpenAsync(NullLoggerFactory.Instance, TestContext.Current.CancellationToken));
    }

    private sealed class NoTokenCredential(bool refuses) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => refuses
            ? throw new global::Azure.Identity.CredentialUnavailableException("no identity here (test)")
            : new AccessToken("token", DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
