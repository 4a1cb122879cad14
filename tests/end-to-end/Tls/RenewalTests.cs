using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>Certificate, key and authorities are replaced under a running host.</summary>
public sealed class RenewalTests(Certificates certificates) : IClassFixture<Certificates>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task CertificateAndKey_Replaced_NewConnectionsGetThemAndOpenOnesStay()
    {
        using var files = new LiveFiles(certificates);
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Path, Credentials.Trust(Root), files.Flags);
        using Session open = await Session.OpenAsync(host.Address, Credentials.Trust(Root));
        string before = await ShownAsync(host);

        certificates.ChainedServer.CopyOver(files.Server);

        await UntilAsync(async () => await ShownAsync(host) != before);
        await Connection.WritesAsync(open);
        Assert.Equal("served", await Connection.OutcomeAsync(host.Address, Credentials.Trust(Root)));
        Assert.Contains("[22] The files of TLS have changed", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ReplacedBeforeItsKey_OldOneStaysUntilBothFit()
    {
        using var files = new LiveFiles(certificates);
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Path, Credentials.Trust(Root), files.Flags);
        string before = await ShownAsync(host);

        File.Copy(certificates.ChainedServer.Certificate, files.Server.Certificate, overwrite: true);
        await UntilAsync(async () =>
        {
            Assert.Equal(before, await ShownAsync(host));
            return host.Output.Contains("[23] The files of TLS have changed and do not fit", StringComparison.Ordinal);
        });

        File.Copy(certificates.ChainedServer.Key, files.Server.Key, overwrite: true);
        await UntilAsync(async () => await ShownAsync(host) != before);
        Assert.Equal(1, host.Output.Split("[23] ").Length - 1);
    }

    [Fact]
    public async Task Certificate_HalfWritten_OldOneStays()
    {
        using var files = new LiveFiles(certificates);
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Path, Credentials.Trust(Root), files.Flags);
        string before = await ShownAsync(host);
        string whole = await File.ReadAllTextAsync(files.Server.Certificate);

        await File.WriteAllTextAsync(files.Server.Certificate, whole[..(whole.Length / 2)]);
        await UntilAsync(async () =>
        {
            Assert.Equal(before, await ShownAsync(host));
            return host.Output.Contains("[23] The files of TLS have changed and do not fit", StringComparison.Ordinal);
        });

        Assert.Equal("served", await Connection.OutcomeAsync(host.Address, Credentials.Trust(Root)));
        Assert.DoesNotContain("PRIVATE KEY", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_SwappedByALink_IsSeen()
    {
        using var folder = new TemporaryFolder();
        using var mount = new TemporaryFolder();
        // As Kubernetes mounts a secret: the file is a link through a link to a folder, and the inner one is turned.
        Turn(mount, "one", certificates.Server);
        Directory.CreateSymbolicLink(mount.File("data"), "one");
        File.CreateSymbolicLink(mount.File("tls.crt"), Path.Combine("data", "tls.crt"));
        File.CreateSymbolicLink(mount.File("tls.key"), Path.Combine("data", "tls.key"));
        await using HostProcess host = await HostProcess.StartAsync(
            folder.Path, Credentials.Trust(Root), ["--tls", "--certificate", mount.File("tls.crt"), "--pkey", mount.File("tls.key")]);
        string before = await ShownAsync(host);

        Turn(mount, "two", certificates.ChainedServer);
        Directory.CreateSymbolicLink(mount.File("next"), "two");
        // .NET does not rename one link to a folder over another.
        (int exitCode, string output) = await ExternalProgram.RunAsync(mount.Path, "mv", "-T", "next", "data");
        Assert.True(exitCode == 0, output);

        await UntilAsync(async () => await ShownAsync(host) != before);
        Assert.Equal("served", await Connection.OutcomeAsync(host.Address, Credentials.Trust(Root)));
        Assert.DoesNotContain("do not fit", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientAuthorities_Replaced_NewClientsAreJudgedByThem()
    {
        using var files = new LiveFiles(certificates);
        using var folder = new TemporaryFolder();
        var old = Credentials.Trust(Root, certificates.Client);
        var renewed = Credentials.Trust(Root, certificates.ClientNamed("other authority"));
        await using HostProcess host = await HostProcess.StartAsync(folder.Path, old, files.MutualFlags);
        using Session open = await Session.OpenAsync(host.Address, old);
        Assert.Equal("refused UNAVAILABLE", await Connection.OutcomeAsync(host.Address, renewed));

        File.Copy(certificates.Other.Certificate, files.ClientAuthorities, overwrite: true);

        await UntilAsync(async () => await Connection.OutcomeAsync(host.Address, renewed) == "served");
        Assert.Equal("refused UNAVAILABLE", await Connection.OutcomeAsync(host.Address, old));
        await Connection.WritesAsync(open);
    }

    [Fact]
    public async Task Files_ReplacedAgainAndAgain_EveryConnectionIsServed()
    {
        using var files = new LiveFiles(certificates);
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Path, Credentials.Trust(Root, certificates.Client), files.MutualFlags);
        using var enough = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ServedUntilAsync(host, enough.Token)))];

        foreach (KeyPair next in new[] { certificates.ChainedServer, certificates.Server, certificates.ChainedServer })
        {
            int before = host.Output.Length;
            next.CopyOver(files.Server);
            await host.PrintsAsync("[22] The files of TLS have changed", before);
        }

        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(callers), served => Assert.NotEqual(0, served));
    }

    private string Root => certificates.Root.Certificate;

    private static void Turn(TemporaryFolder mount, string name, KeyPair pair)
    {
        string place = Directory.CreateDirectory(mount.File(name)).FullName;
        pair.CopyOver(new KeyPair(Path.Combine(place, "tls.crt"), Path.Combine(place, "tls.key")));
    }

    // A new connection each time; which certificate the host shows it.
    private async Task<string> ShownAsync(HostProcess host)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", host.Port);
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = Credentials.Trust(Root).Tls!.CertificateChainPolicy,
        });
        return stream.RemoteCertificate!.GetSerialNumberString();
    }

    // How many new connections were served; fails with the first that is not.
    private async Task<int> ServedUntilAsync(HostProcess host, CancellationToken enough)
    {
        var served = 0;
        for (; !enough.IsCancellationRequested; served++)
            Assert.Equal("served", await Connection.OutcomeAsync(host.Address, Credentials.Trust(Root, certificates.Client)));
        return served;
    }

    private static async Task UntilAsync(Func<Task<bool>> happens)
    {
        for (var waited = Stopwatch.StartNew(); !await happens(); await Task.Delay(TimeSpan.FromMilliseconds(100)))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException("It does not happen.");
        }
    }
}
