using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Client.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Client.Tests.Connections;

/// <summary>Certificates in files of a folder, and a server that has one of them for <c>ledger.test</c>.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = Make("authority", null);
    private readonly X509Certificate2 _server;

    public TlsFiles()
    {
        _server = Make("ledger.test", _authority);
        using X509Certificate2 client = Make("client", _authority);
        using X509Certificate2 stranger = Make("stranger", null);
        Write("ca.pem", _authority.ExportCertificatePem());
        Write("other-ca.pem", stranger.ExportCertificatePem());
        Write("client.pem", client.ExportCertificatePem());
        Write("client.key", client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
        Write("both.pem", $"{client.ExportCertificatePem()}\n{client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem()}");
        Write("text.pem", "no PEM");
    }

    /// <summary>The path of a file; null for null.</summary>
    public string? PathOf(string? name) => name is null ? null : Path.Combine(_folder.Path, name);

    /// <summary>Answers every request with an empty message.</summary>
    public async Task<WebApplication> ServeAsync(ClientCertificateMode mode)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(_server, https =>
        {
            https.ClientCertificateMode = mode;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == _authority.Subject;
        })));
        WebApplication app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/proto";
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private void Write(string name, string text) => File.WriteAllText(PathOf(name)!, text);

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
}
