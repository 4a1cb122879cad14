using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImmuFunctions.Client;

/// <summary>TLS with certificates from files, mutual TLS included.</summary>
public static class ClientTls
{
    /// <summary>Makes the options for <see cref="LedgerClientOptions.Tls"/>.</summary>
    /// <param name="authoritiesPem">Path of the certificates (PEM) whose holders may vouch for the server; null for the system's.</param>
    /// <param name="certificatePem">Path of the client's own certificate (PEM), its chain behind it; null for none.</param>
    /// <param name="keyPem">Path of the key (PEM, not encrypted) to it; null if it is in the same file.</param>
    /// <param name="serverName">The name the server's certificate has to have; null for the address's host.</param>
    /// <exception cref="ArgumentException">A file is not what it should be; the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslClientAuthenticationOptions From(string? authoritiesPem, string? certificatePem, string? keyPem, string? serverName)
    {
        var tls = new SslClientAuthenticationOptions();
        if (!string.IsNullOrEmpty(serverName))
            tls.TargetHost = serverName;
        if (authoritiesPem is not null)
            tls.CertificateChainPolicy = Trusting(authoritiesPem);
        if (certificatePem is not null)
            tls.ClientCertificateContext = Own(certificatePem, keyPem ?? certificatePem);
        else if (keyPem is not null)
            throw new ArgumentException("a key needs its certificate", nameof(keyPem));
        return tls;
    }

    private static X509ChainPolicy Trusting(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Import(policy.CustomTrustStore, path);
        return policy;
    }

    private static SslStreamCertificateContext Own(string certificatePath, string keyPath)
    {
        var chain = new X509Certificate2Collection();
        Import(chain, certificatePath);
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            // A key that came from PEM lives in memory only, which some platforms' TLS does not take.
            X509Certificate2 own = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"{certificatePath} and {keyPath} are no certificate with its key: {e.Message}", e);
        }
    }

    private static void Import(X509Certificate2Collection certificates, string path)
    {
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException($"{path} holds no certificates in PEM: {e.Message}", e);
        }

        if (certificates.Count == 0)
            throw new ArgumentException($"{path} holds no certificates in PEM");
    }
}
