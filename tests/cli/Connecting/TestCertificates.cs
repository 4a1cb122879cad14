using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImmuFunctions.Cli.Tests.Connecting;

/// <summary>An authority and what it vouches for, as PEM files of a folder.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Begin = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        _authority = Authority("The right authority", "root.pem");
        using X509Certificate2 other = Authority("Another authority", "other.pem");
        Issue(_authority, "server", ForServers, "localhost", End);
        Issue(_authority, "expired", ForServers, "localhost", Begin.AddMonths(1));
        Issue(_authority, "elsewhere", ForServers, "elsewhere.example", End);
        Issue(_authority, "client", ForClients, "client", End);
        Issue(other, "stranger", ForClients, "client", End);
    }

    /// <summary>A file: <c>root.pem</c>, <c>server.pem</c>, <c>server.key</c>.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Flags of a local host that shows one of the certificates.</summary>
    public (string Name, string Value)[] Host(string name, bool asksForCertificates = false) =>
    [
        (asksForCertificates ? "mtls" : "tls", "true"), ("certificate", this[name + ".pem"]), ("pkey", this[name + ".key"]), ("clientcas", this["root.pem"]),
    ];

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private X509Certificate2 Authority(string name, string file)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        X509Certificate2 authority = request.CreateSelfSigned(Begin, End);
        File.WriteAllText(this[file], authority.ExportCertificatePem());
        return authority;
    }

    private void Issue(X509Certificate2 authority, string file, string use, string name, DateTimeOffset end)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={file}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using X509Certificate2 certificate = request.Create(authority, Begin, end, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(this[file + ".pem"], certificate.ExportCertificatePem());
        File.WriteAllText(this[file + ".key"], key.ExportPkcs8PrivateKeyPem());
    }
}
