using System.Net;
using System.Net.Sockets;
using ImmuFunctions.Ledger;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests;

/// <summary>A server within another program.</summary>
public sealed class LedgerServerTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("immu-server-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task StartAsync_PortZero_ListensAtTheAddressItNames()
    {
        await using RunningLedger running = await LedgerServer.StartAsync(Options(0), null, None);

        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(running.Address), None);

        Assert.True(client.Connected);
        Assert.EndsWith(Path.GetFileName(_folder), running.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_Twice_StopsListeningAndFreesTheFolder()
    {
        RunningLedger running = await LedgerServer.StartAsync(Options(0), null, None);

        await running.DisposeAsync();
        await running.DisposeAsync();

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(IPEndPoint.Parse(running.Address), None));
        await using RunningLedger again = await LedgerServer.StartAsync(Options(0), null, None);
    }

    [Fact]
    public async Task StartAsync_FolderOfAnother_IsRefusedAndHarmsNothing()
    {
        await using RunningLedger running = await LedgerServer.StartAsync(Options(0), null, None);

        await Assert.ThrowsAsync<LedgerException>(() => LedgerServer.StartAsync(Options(0), null, None));

        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(running.Address), None);
    }

    [Fact]
    public async Task StartAsync_PortOfAnother_LeavesTheFolderFree()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await Assert.ThrowsAnyAsync<IOException>(() => LedgerServer.StartAsync(Options(port), null, None));

        await using RunningLedger running = await LedgerServer.StartAsync(Options(0), null, None);
    }

    private ServerOptions Options(int port)
    {
        var flags = new Dictionary<string, string> { ["dir"] = _folder, ["port"] = $"{port}", ["no-auth"] = "true" };
        return ServerOptions.From(new SettingValues(flags, _ => null, new Dictionary<string, string>()));
    }
}
