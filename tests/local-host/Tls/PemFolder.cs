using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.LocalHost.Tls;

namespace ImmuFunctions.LocalHost.Tests.Tls;

/// <summary>A folder with a certificate, its key and a bundle of authorities, each made anew.</summary>
internal sealed class PemFolder : IDisposable
{
    private static readonly DateTimeOffset Yesterday = DateTimeOffset.UtcNow.AddDays(-1);
    private readonly string _path = Directory.CreateTempSubdirectory("immufunctions-").FullName;

    public PemFolder()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(SelfSigned("first", key), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Settings.ClientAuthorities!, SelfSigned("authority", key));
    }

    /// <summary>Where they are; with mTLS.</summary>
    public TlsSettings Settings => new(Path.Combine(_path, "server.pem"), Path.Combine(_path, "server.key"), Path.Combine(_path, "clients.pem"));

    public static string SelfSigned(string name, ECDsa key) => Sign(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256));

    public static string SelfSigned(string name, RSA key) => Sign(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A certificate whose issuer is not in it.</summary>
    public static string Issued(string name, ECDsa issuersKey)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa(issuersKey);
        using X509Certificate2 certificate = request.Create(new X500DistinguishedName("CN=issuer"), signer, Yesterday, Yesterday.AddYears(1), [1]);
        return certificate.ExportCertificatePem() + "\n";
    }

    public void Write(string certificate, string key)
    {
        File.WriteAllText(Settings.Certificate, certificate);
        File.WriteAllText(Settings.Key, key);
    }

    /// <summary>A pair of another key.</summary>
    public void Renew(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(SelfSigned(name, key), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static string Sign(CertificateRequest request)
    {
        using X509Certificate2 certificate = request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
        return certificate.ExportCertificatePem() + "\n";
    }
}
