using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImmuFunctions.Client.Connections;

/// <summary>TLS to a ledger: whom to trust, and what to show. What <see cref="ClientTls"/> is made of.</summary>
internal static class TlsFromFiles
{
    /// <summary>Reads the files.</summary>
    /// <param name="authoritiesPem">PEM file with the authorities that may vouch for the ledger; null or empty for those of this machine.</param>
    /// <param name="certificatePem">PEM file with the certificate to show, and behind it those that lead to its authority; null or empty for none.</param>
    /// <param name="keyPem">PEM file with the certificate's key; there if the certificate is.</param>
    /// <param name="serverName">The name that the ledger's certificate must have; null or empty for the host of its address.</param>
    /// <returns>For <see cref="Protocol.Grpc.GrpcChannelOptions.Tls"/> or a handler's <c>SslOptions</c>.</returns>
    /// <exception cref="TlsFileException">A file cannot be read, or is not what it should be.</exception>
    /// <exception cref="ArgumentException">A certificate is given without its key, or a key without its certificate.</exception>
    public static SslClientAuthenticationOptions Read(string? authoritiesPem, string? certificatePem, string? keyPem, string? serverName)
    {
        var tls = new SslClientAuthenticationOptions();

        // The address's own name is what is asked for on the wire; another one that has to be proved is looked at here.
        if (!string.IsNullOrEmpty(serverName))
            tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) => Require(certificate, errors, serverName);
        if (!string.IsNullOrEmpty(authoritiesPem))
            tls.CertificateChainPolicy = TrustOnly(authoritiesPem);
        if (string.IsNullOrEmpty(certificatePem) != string.IsNullOrEmpty(keyPem))
            throw new ArgumentException($"'{certificatePem}{keyPem}' alone cannot be shown: it takes a certificate and its key");
        if (!string.IsNullOrEmpty(certificatePem))
            tls.ClientCertificateContext = Shown(certificatePem, keyPem!);
        return tls;
    }

    // Thrown rather than answered with false: then whoever connects reads why.
    private static bool Require(X509Certificate? certificate, SslPolicyErrors errors, string name)
    {
        SslPolicyErrors others = errors & ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (others != SslPolicyErrors.None)
            throw new AuthenticationException($"The remote certificate is invalid: {others}");
        return certificate is X509Certificate2 shown && shown.MatchesHostname(name)
            ? true
            : throw new AuthenticationException($"The remote certificate is invalid: it is not for {name}");
    }

    private static X509ChainPolicy TrustOnly(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Read(TlsFile.Authorities, path, () => policy.CustomTrustStore.ImportFromPemFile(path));
        return policy.CustomTrustStore.Count > 0 ? policy : throw new TlsFileException(TlsFile.Authorities, path, "holds no certificate");
    }

    private static SslStreamCertificateContext Shown(string certificate, string key)
    {
        // Certificates behind the first one lead to the authority.
        var chain = new X509Certificate2Collection();
        Read(TlsFile.Certificate, certificate, () => chain.ImportFromPemFile(certificate));
        X509Certificate2? own = null;
        Read(TlsFile.Key, key, () => own = X509Certificate2.CreateFromPemFile(certificate, key));
        return SslStreamCertificateContext.Create(own!, chain, offline: true);
    }

    private static void Read(TlsFile file, string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new TlsFileException(file, path, $"cannot be read: {e.Message}", e);
        }
    }
}
