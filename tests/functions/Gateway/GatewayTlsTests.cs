using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Gateway;

public sealed class GatewayTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("immufunctions-tls-").FullName;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public GatewayTlsTests()
    {
        _authority = Make("authority", null);
        _server = Make("ledger.test", _authority);
        using X509Certificate2 client = Make("gateway", _authority);
        using X509Certificate2 stranger = Make("stranger", null);
        File.WriteAllText(PathOf("ca.pem"), _authority.ExportCertificatePem());
        File.WriteAllText(PathOf("other-ca.pem"), stranger.ExportCertificatePem());
        File.WriteAllText(PathOf("client.pem"), client.ExportCertificatePem());
        File.WriteAllText(PathOf("client.key"), client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "ca.pem", "ledger.test")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ca.pem", "other.test")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ca.pem", "")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "other-ca.pem", "ledger.test")]
    public async Task Ready_OverTls_DependsOnAuthorityAndName(HttpStatusCode expected, string authorities, string name)
    {
        await using RunningLedger ledger = await StartLedgerAsync(ClientCertificateMode.NoCertificate);
        await using RunningFunctions gateway = await StartAsync(ledger, authorities, $"servername={name}");

        Assert.Equal(expected, (await gateway.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task Ready_OverMutualTls_NeedsTheCertificate()
    {
        await using RunningLedger ledger = await StartLedgerAsync(ClientCertificateMode.RequireCertificate);
        await using RunningFunctions with = await StartAsync(ledger, "ca.pem", "servername=ledger.test", "mtls=true", $"certificate={PathOf("client.pem")}", $"pkey={PathOf("client.key")}");
        await using RunningFunctions without = await StartAsync(ledger, "ca.pem", "servername=ledger.test");

        Assert.Equal(HttpStatusCode.OK, (await with.GetAsync("/readyz")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await without.GetAsync("/readyz")).Status);
    }

    private static X509Certificate2 Make(string name, X509Certificate2? authority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        (DateTimeOffset from, DateTimeOffset to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        if (authority is null)
            return request.CreateSelfSigned(from, to);
        using X509Certificate2 signed = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private Task<RunningLedger> StartLedgerAsync(ClientCertificateMode mode) => RunningLedger.StartAsync(new MemoryStore(), listen: endpoint => endpoint.UseHttps(https =>
    {
        https.ServerCertificate = _server;
        https.ClientCertificateMode = mode;
        https.ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == _authority.Subject;
    }));

    private Task<RunningFunctions> StartAsync(RunningLedger ledger, string authorities, params string[] settings) => RunningFunctions.StartAsync(
        [$"ledger=https://127.0.0.1:{ledger.Address.Port}", $"dir={_folder}", $"clientcas={PathOf(authorities)}", .. settings]);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
