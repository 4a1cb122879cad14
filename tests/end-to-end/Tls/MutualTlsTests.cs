using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>Who is let in where clients must show a certificate, through three clients.</summary>
public sealed class MutualTlsTests(MutualHost host) : IClassFixture<MutualHost>
{
    [Theory]
    [InlineData("right")]
    [InlineData("chained")]
    [InlineData("any use")]
    public async Task OurClient_GoodCertificate_LogsInAndWrites(string client)
    {
        using Session session = await Session.OpenAsync(host.Host.Address, Credentials.Trust(Root, host.Certificates.ClientNamed(client)));

        await Connection.WritesAsync(session);
    }

    [Theory]
    [InlineData("none", "it has no certificate")]
    [InlineData("other authority", "(PartialChain)")]
    [InlineData("self-signed", "(UntrustedRoot")]
    [InlineData("expired", "(NotTimeValid)")]
    [InlineData("server only", "(NotValidForUsage)")]
    public async Task OurClient_NoOrAnotherCertificate_IsRefusedAndLogged(string client, string reason)
    {
        string before = host.Host.Output;

        await Connection.FailsAsync(host.Host.Address, Credentials.Trust(Root, host.Certificates.ClientNamed(client)));

        await host.Host.PrintsAsync(reason, before.Length);
        string line = host.Host.Output[before.Length..];
        Assert.Contains("[24] Refused the client at 127.0.0.1:", line, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", host.Host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right", "served")]
    [InlineData("chained", "served")]
    [InlineData("none", "refused UNAVAILABLE")]
    [InlineData("other authority", "refused UNAVAILABLE")]
    [InlineData("expired", "refused UNAVAILABLE")]
    [InlineData("server only", "refused UNAVAILABLE")]
    public async Task Node_EachCertificate_IsServedOrRefused(string client, string expected) =>
        Assert.Equal(expected, await StockClients.NodeAsync(host.Host, Root, host.Certificates.ClientNamed(client)));

    [Theory]
    [InlineData("right", "served")]
    [InlineData("chained", "served")]
    [InlineData("none", "refused UNAVAILABLE")]
    [InlineData("other authority", "refused UNAVAILABLE")]
    [InlineData("expired", "refused UNAVAILABLE")]
    [InlineData("server only", "refused UNAVAILABLE")]
    public async Task Python_EachCertificate_IsServedOrRefused(string client, string expected) =>
        Assert.Equal(expected, await StockClients.PythonAsync(host.Host, Root, host.Certificates.ClientNamed(client)));

    [Fact]
    public async Task Start_Mutual_SaysHowToConnect()
    {
        await host.Host.PrintsAsync("Ready:");

        Assert.Contains($"Connect an immudb 0.8 client to 127.0.0.1:{host.Host.Port} over mTLS, with a client certificate; log in as immudb", host.Host.Output, StringComparison.Ordinal);
    }

    private string Root => host.Certificates.Root.Certificate;
}
