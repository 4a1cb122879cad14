using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>Joins the server's certificate, its key and its chain.</summary>
internal static class ServerCertificate
{
    /// <summary>What handshakes show.</summary>
    /// <exception cref="SettingException">The files are no certificate and its key; says which and why.</exception>
    public static SslStreamCertificateContext Join(TlsSettings settings, TlsFiles files)
    {
        X509Certificate2Collection chain = CertificateList.Parse(HostSettings.Certificate, settings.Certificate, files.Certificate);
        CheckKind(settings.Key, files.Key);
        X509Certificate2 leaf = WithKey(settings, files);
        chain[0].Dispose();
        chain.RemoveAt(0);
        // Offline: what clients need is in the file; nothing is fetched for them.
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static X509Certificate2 WithKey(TlsSettings settings, TlsFiles files)
    {
        try
        {
            // The first certificate of the file, with a key of PKCS#8, SEC1 or PKCS#1.
            X509Certificate2 leaf = X509Certificate2.CreateFromPem(files.Certificate, files.Key);
            if (!OperatingSystem.IsWindows())
                return leaf;
            // Windows' TLS takes no key that was never in one of its stores.
            using (leaf)
                return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SettingException($"--{HostSettings.PrivateKey.Name}: {settings.Key} does not belong to the first certificate in {settings.Certificate}: {e.Message}");
        }
    }

    private static void CheckKind(string path, ReadOnlySpan<char> pem)
    {
        // OpenSSL's older form says in a header that it is encrypted, PKCS#8 in its label.
        if (pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new SettingException($"--{HostSettings.PrivateKey.Name}: {path} is encrypted; the key must lie there without a passphrase, in a file that only this host may read");

        string[] labels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"];
        foreach (string label in labels)
        {
            if (pem.Contains($"-----BEGIN {label}-----", StringComparison.Ordinal))
                return;
        }

        throw new SettingException($"--{HostSettings.PrivateKey.Name}: {path} holds no private key in PEM ({string.Join(", ", labels)})");
    }
}
