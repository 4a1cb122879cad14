using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class TlsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_MutualTls_IsServed()
    {
        using var certificate = SelfSigned();
        await using var app = await StartAsync(certificate);
        using var channel = new GrpcChannel(new Uri(app.Urls.Single()), new GrpcChannelOptions
        {
            Tls = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = (_, server, _, _) => server!.GetCertHashString() == certificate.GetCertHashString(),
            },
        });

        var health = await new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop);

        Assert.True(health.Status);
    }

    [Fact]
    public async Task Call_ServerNotTrusted_IsUnavailable()
    {
        using var certificate = SelfSigned();
        await using var app = await StartAsync(certificate);
        using var channel = new GrpcChannel(new Uri(app.Urls.Single()));

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal(StatusCode.Unavailable, e.Code);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var service = new GrpcServiceBinder(ImmuService.Descriptor)
            .Unary<Empty, HealthResponse>("Health", (_, _) => ValueTask.FromResult(new HealthResponse { Status = true }));
        var router = new GrpcRouter(new GrpcRouterOptions(), service);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            endpoint.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (client, _, _) => client.GetCertHashString() == certificate.GetCertHashString();
            });
        }));
        var app = builder.Build();
        app.Run(router.HandleAsync);
        await app.StartAsync(Stop);
        return app;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
