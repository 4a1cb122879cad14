using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Protocol.Tests.Connect.ConnectCalls;

namespace ImmuFunctions.Protocol.Tests.Connect;

/// <summary>What becomes of calls when connections do not do what they should.</summary>
public sealed class ConnectConnectionTests
{
    private const string Head = "HTTP/1.1 200 OK\nContent-Type: application/proto\n";
    private const string StreamHead = "HTTP/1.1 200 OK\nContent-Type: application/connect+proto\n";

    [Theory]
    [InlineData(Head + "Content-Length: 3\n\n\u0012\u0001k", null)]
    [InlineData(Head + "Transfer-Encoding: chunked\n\n3\n\u0012\u0001k\n0\n\n", null)]
    [InlineData(Head + "Content-Length: 9\n\n\u0012\u0001k", StatusCode.Unavailable)]
    [InlineData(Head + "Transfer-Encoding: chunked\n\n3\n\u0012\u0001k\n", StatusCode.Unavailable)]
    [InlineData(Head + "\n\u0012\u0001k", StatusCode.Unavailable)]
    [InlineData(Head + "Content-Length: 99999999\n\n", StatusCode.ResourceExhausted)]
    [InlineData(Head, StatusCode.Unavailable)]
    [InlineData("", StatusCode.Unavailable)]
    [InlineData("SSH-2.0-OpenSSH\n", StatusCode.Unavailable)]
    public async Task Unary_OverAConnectionThatIsCut_IsUnavailable(string answer, StatusCode? code)
    {
        await using RawHttp1 server = RawHttp1.Of(answer);
        using HttpMessageInvoker http = ConnectHttp.Create();

        Exception? thrown = await Record.ExceptionAsync(() => new ConnectInvoker(http, server.Address, null, null, TimeProvider.System).GetAsync());

        Assert.Equal(code, ((RpcException?)thrown)?.Code);
    }

    [Theory]
    [InlineData(StreamHead + "\n\u0002\0\0\0\u0002{}", null)]
    [InlineData(StreamHead + "Content-Length: 7\n\n\u0002\0\0\0\u0002{}", null)]
    [InlineData(StreamHead + "\n", StatusCode.Internal)]
    [InlineData(StreamHead + "Transfer-Encoding: chunked\n\n5\n\0\0\0\0\0\n0\n\n", StatusCode.Internal)]
    [InlineData(StreamHead + "Transfer-Encoding: chunked\n\n5\n\0\0\0\0\0\n", StatusCode.Unavailable)]
    [InlineData(StreamHead + "Content-Length: 20\n\n\0\0\0\0\0", StatusCode.Unavailable)]
    public async Task Stream_OverAConnectionThatIsCut_NeverLooksComplete(string answer, StatusCode? code)
    {
        await using RawHttp1 server = RawHttp1.Of(answer);
        using HttpMessageInvoker http = ConnectHttp.Create();

        Exception? thrown = await Record.ExceptionAsync(() => new ConnectInvoker(http, server.Address, null, null, TimeProvider.System).ScanAsync());

        Assert.Equal(code, ((RpcException?)thrown)?.Code);
    }

    [Fact]
    public async Task Unary_ToNobody_IsUnavailable()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = new Uri($"http://{taken.LocalEndpoint}");
        taken.Stop();
        using HttpMessageInvoker http = ConnectHttp.Create();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => new ConnectInvoker(http, address, null, null, TimeProvider.System).GetAsync());

        Assert.Equal(StatusCode.Unavailable, e.Code);
    }

    [Fact]
    public async Task Unary_LongerThanItsLimit_IsDeadlineExceeded()
    {
        await using var server = new RawHttp1(null);
        using HttpMessageInvoker http = ConnectHttp.Create();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => new ConnectInvoker(http, server.Address, null, TimeSpan.FromMilliseconds(50), TimeProvider.System).GetAsync());

        Assert.Equal((StatusCode.DeadlineExceeded, "context deadline exceeded"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Calls_WhoseCallerGivesUp_AreCancelled()
    {
        await using var server = new RawHttp1(null);
        using HttpMessageInvoker http = ConnectHttp.Create();
        var client = new ConnectInvoker(http, server.Address, null, TimeSpan.FromHours(1), TimeProvider.System);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task unary = client.GetAsync(new RpcCall(caller.Token));
        Task stream = client.ScanAsync(new RpcCall(caller.Token));

        await caller.CancelAsync();

        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unary)).CancellationToken);
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream)).CancellationToken);
    }

    [Fact]
    public async Task Stream_ByAnHttpClient_IsReadAsItComes()
    {
        await using RawHttp1 server = RawHttp1.Of(StreamHead + "Content-Length: 9999\n\n\0\0\0\0\0");
        using var http = new HttpClient { MaxResponseContentBufferSize = 16 };
        var seen = new List<Google.Protobuf.IMessage>();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => new ConnectInvoker(http, server.Address, null, null, TimeProvider.System).ScanAsync(seen: seen));

        Assert.Equal(StatusCode.Unavailable, e.Code);
        Assert.Equal([new ItemList()], seen);
    }

    [Fact]
    public async Task Unary_ToAServerThatIsNotTrusted_SaysWhy()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        await using WebApplication app = builder.Build();
        await app.StartAsync(Stop);
        using HttpMessageInvoker http = ConnectHttp.Create();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => new ConnectInvoker(http, new Uri(app.Urls.Single()), null, null, TimeProvider.System).GetAsync());

        Assert.Equal(StatusCode.Unavailable, e.Code);
        Assert.Contains("The remote certificate is invalid", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner exception", e.Message, StringComparison.Ordinal);
    }
}
