using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>TLS without certificates of clients: whom clients take for the host, and what else may knock at the port.</summary>
public sealed class ServerTlsTests(Certificates certificates) : IClassFixture<Certificates>
{
    [Theory]
    [InlineData("none")]
    [InlineData("right")]
    [InlineData("other authority")]
    public async Task OurClient_AnyOrNoCertificateOfItsOwn_LogsInAndWrites(string client)
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await StartAsync(folder, certificates.Server);
        using Session session = await Session.OpenAsync(host.Address, Credentials.Trust(Root, certificates.ClientNamed(client)));

        await Connection.WritesAsync(session);

        await host.PrintsAsync($"Connect an immudb 0.8 client to 127.0.0.1:{host.Port} over TLS; log in as immudb");
    }

    [Theory]
    [InlineData("right", "served")]
    [InlineData("chained", "served")]
    [InlineData("expired", "refused UNAVAILABLE")]
    [InlineData("named", "refused UNAVAILABLE")]
    [InlineData("other authority", "refused UNAVAILABLE")]
    public async Task EveryClient_EachServer_IsTrustedOrNot(string server, string expected)
    {
        (KeyPair shown, string trusted) = server switch
        {
            "right" => (certificates.Server, Root),
            // The client knows the root only: what lies between has to come with the handshake.
            "chained" => (certificates.ChainedServer, Root),
            "expired" => (certificates.ExpiredServer, Root),
            "named" => (certificates.NamedServer, Root),
            _ => (certificates.Server, certificates.Other.Certificate),
        };
        using var folder = new TemporaryFolder();
        await using HostProcess host = await StartAsync(folder, shown);

        string ours = await Connection.OutcomeAsync(host.Address, Credentials.Trust(trusted));
        string node = await StockClients.NodeAsync(host, trusted, null);
        string python = await StockClients.PythonAsync(host, trusted, null);

        Assert.Equal((expected, expected, expected), (ours, node, python));
    }

    [Fact]
    public async Task OurClient_MachinesAuthoritiesOnly_DoesNotTrust()
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await StartAsync(folder, certificates.Server);

        await Connection.FailsAsync(host.Address, null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlaintextClient_TlsPort_FailsAtOnce(bool mutual)
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = mutual
            ? await HostProcess.StartAsync(folder.Path, Credentials.Trust(Root, certificates.Client), certificates.HostFlags)
            : await StartAsync(folder, certificates.Server);
        var plaintext = new UriBuilder(host.Address) { Scheme = Uri.UriSchemeHttp }.Uri;

        await Connection.FailsAsync(plaintext, null);
        Assert.Equal("refused UNAVAILABLE", await StockClients.NodeAsync(host, null, null));
        Assert.Equal("refused UNAVAILABLE", await StockClients.PythonAsync(host, null, null));
    }

    [Fact]
    public async Task TlsClient_PlaintextPort_FailsAtOnce()
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Path);
        var tls = new UriBuilder(host.Address) { Scheme = Uri.UriSchemeHttps }.Uri;

        await Connection.FailsAsync(tls, Credentials.Trust(Root));
        Assert.Equal("refused UNAVAILABLE", await StockClients.NodeAsync(host, Root, null));
        Assert.Equal("refused UNAVAILABLE", await StockClients.PythonAsync(host, Root, null));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_EitherVersion_AgreesOnHttp2(SslProtocols version)
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await StartAsync(folder, certificates.Server);

        await using SslStream stream = await HandshakeAsync(host, version, SslApplicationProtocol.Http2);

        Assert.Equal((version, SslApplicationProtocol.Http2), (stream.SslProtocol, stream.NegotiatedApplicationProtocol));
    }

    [Fact]
    public async Task Handshake_OldHttpOnly_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await StartAsync(folder, certificates.Server);

        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(host, SslProtocols.None, SslApplicationProtocol.Http11));
    }

    [Theory]
    [InlineData("--certificate", "/nonexistent/certificate.pem", "error: --certificate: /nonexistent/certificate.pem cannot be read")]
    [InlineData("--pkey", "other key", "does not belong to the first certificate in")]
    [InlineData("--clientcas", "other key", "holds no certificate in PEM")]
    public async Task Start_FilesThatDoNotFit_EndsWithoutTouchingTheLedger(string flag, string file, string expected)
    {
        using var folder = new TemporaryFolder();
        string ledger = folder.File("ledger");
        Directory.CreateDirectory(ledger);
        string path = file == "other key" ? certificates.Client.Key : file;

        // The last of two flags of one name would be refused: the wrong file takes the place of the right one.
        string[] flags = [.. certificates.HostFlags];
        flags[Array.IndexOf(flags, flag) + 1] = path;
        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => HostProcess.StartAsync(ledger, Credentials.Trust(Root), flags));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(ledger));
    }

    private string Root => certificates.Root.Certificate;

    private Task<HostProcess> StartAsync(TemporaryFolder folder, KeyPair server) =>
        HostProcess.StartAsync(folder.Path, Credentials.TrustWhateverItIsCalled(Root), ["--tls", "--certificate", server.Certificate, "--pkey", server.Key]);

    private async Task<SslStream> HandshakeAsync(HostProcess host, SslProtocols version, SslApplicationProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", host.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            ApplicationProtocols = [protocol],
            CertificateChainPolicy = Credentials.Trust(Root).Tls!.CertificateChainPolicy,
        });
        return stream;
    }
}
