using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace ImmuFunctions.Client.Tests.Connections;

public sealed class ClientTlsTests : IDisposable
{
    private readonly TlsFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("ca.pem", "ledger.test", null)]
    [InlineData("ca.pem", "LEDGER.test", null)]
    [InlineData("ca.pem", "other.test", "The remote certificate is invalid: it is not for other.test")]
    [InlineData("ca.pem", null, "RemoteCertificateNameMismatch")]
    [InlineData("ca.pem", "", "RemoteCertificateNameMismatch")]
    [InlineData("other-ca.pem", "ledger.test", "RemoteCertificateChainErrors")]
    [InlineData(null, "ledger.test", "RemoteCertificateChainErrors")]
    public async Task Call_OverTls_DependsOnAuthorityAndName(string? authorities, string? name, string? fault)
    {
        await using WebApplication server = await _files.ServeAsync(ClientCertificateMode.NoCertificate);

        string? message = await CallAsync(server, authorities, null, null, name);

        Assert.True(fault is null ? message is null : message?.Contains(fault, StringComparison.Ordinal) == true, message);
    }

    [Fact]
    public async Task Call_OverMutualTls_ShowsTheCertificate()
    {
        await using WebApplication server = await _files.ServeAsync(ClientCertificateMode.RequireCertificate);

        Assert.Null(await CallAsync(server, "ca.pem", "client.pem", "client.key", "ledger.test"));
        Assert.Null(await CallAsync(server, "ca.pem", "both.pem", null, "ledger.test"));
        Assert.NotNull(await CallAsync(server, "ca.pem", null, null, "ledger.test"));
    }

    [Theory]
    [InlineData(TlsFile.Authorities, "absent.pem", "cannot be read: ", "absent.pem", null, null)]
    [InlineData(TlsFile.Authorities, "text.pem", "holds no certificate", "text.pem", null, null)]
    [InlineData(TlsFile.Certificate, "absent.pem", "cannot be read: ", "ca.pem", "absent.pem", "client.key")]
    [InlineData(TlsFile.Key, "absent.key", "cannot be read: ", "ca.pem", "client.pem", "absent.key")]
    [InlineData(TlsFile.Key, "text.pem", "cannot be read: ", "ca.pem", "client.pem", "text.pem")]
    public void From_AFileThatIsNone_NamesIt(TlsFile file, string named, string fault, string? authorities, string? certificate, string? key)
    {
        TlsFileException e = Assert.Throws<TlsFileException>(() => ClientTls.From(_files.PathOf(authorities), _files.PathOf(certificate), _files.PathOf(key), null));

        Assert.Equal((file, _files.PathOf(named)), (e.File, e.Path));
        Assert.StartsWith(fault, e.Fault, StringComparison.Ordinal);
        Assert.StartsWith($"'{e.Path}' {fault}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_AKeyWithoutItsCertificate_IsRefused() => Assert.Throws<ArgumentException>(() => ClientTls.From(null, null, _files.PathOf("client.key"), null));

    // Null if the call was answered, and otherwise why it was not.
    private async Task<string?> CallAsync(WebApplication server, string? authorities, string? certificate, string? key, string? name)
    {
        var address = new Uri(server.Urls.Single());
        using HttpMessageInvoker http = ConnectHttp.Create(ClientTls.From(_files.PathOf(authorities), _files.PathOf(certificate), _files.PathOf(key), name));
        try
        {
            Assert.Equal(new HealthResponse(), await new ConnectInvoker(http, address, null, null, TimeProvider.System)
                .UnaryAsync(ImmuService.Descriptor.FindMethodByName("Health"), new Empty(), new RpcCall(TestContext.Current.CancellationToken)));
            return null;
        }
        catch (RpcException e)
        {
            Assert.Equal(StatusCode.Unavailable, e.Code);
            return e.Message;
        }
    }
}
