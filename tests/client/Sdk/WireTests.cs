using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Over gRPC, to a host on this machine, with its folder and the file of roots on the disk.</summary>
public sealed class WireTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => ClientFixture.Stop;

    private LedgerClientOptions Options => new() { RootsPath = Path.Combine(_folder.Path, "roots"), Retries = RetryOptions.None };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Client_OfAHost_WritesReadsListsAndComesBack()
    {
        await using (RunningLedger host = await StartAsync("data"))
        await using (LedgerClient client = await LedgerClient.ConnectAsync($"immu://immudb:immudb@{host.Address}/defaultdb", Options, Stop))
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.SetAsync($"k{i:d3}", $"{i}", Stop)));
            await client.ImportAsync(Enumerable.Range(0, 5_000).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"i{i:d4}", $"{i}")).StreamAsync(), cancellationToken: Stop);
            await client.Accounts.CreateDatabaseAsync("other", Stop);
            await using LedgerClient other = await client.ForDatabaseAsync("other", Stop);
            await other.SetAsync("k", "v", Stop);

            Assert.Equal(5_200, (await client.ScanAsync("", cancellationToken: Stop).ListAsync()).Count);
            Assert.Equal(5_200, (await client.EntriesAsync(cancellationToken: Stop).ListAsync()).Count);
            LedgerEntry?[] read = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.GetAsync($"k{i:d3}", Stop)));
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), read.Select(entry => entry!.Value.ToString()));
        }

        await using RunningLedger again = await StartAsync("data");
        await using LedgerClient next = await LedgerClient.ConnectAsync($"immu://immudb:immudb@{again.Address}/other", Options, Stop);
        Assert.Equal(1UL, next.Root.Size);
        Assert.Equal("v", (await next.GetAsync("k", Stop))!.Value.ToString());
    }

    [Fact]
    public async Task Client_OfAFolderFromABackup_SpeaksOfARollback()
    {
        await using (RunningLedger host = await StartAsync("data"))
        {
            await using LedgerClient client = await LedgerClient.ConnectAsync($"immu://immudb:immudb@{host.Address}", Options, Stop);
            await client.SetAsync("k", "1", Stop);
        }

        Copy("data", "backup");
        await using (RunningLedger host = await StartAsync("data"))
        await using (LedgerClient client = await LedgerClient.ConnectAsync($"immu://immudb:immudb@{host.Address}", Options, Stop))
            await client.SetAsync("k", "2", Stop);

        await using RunningLedger restored = await StartAsync("backup");
        await using LedgerClient next = await LedgerClient.ConnectAsync($"immu://immudb:immudb@{restored.Address}", Options, Stop);
        Assert.Equal(VerificationCheck.Rollback, (await Assert.ThrowsAsync<TamperedException>(() => next.GetAsync("k", Stop))).Check);
    }

    [Fact]
    public async Task ConnectAsync_WhereNobodyListens_IsUnavailable()
    {
        var e = await Assert.ThrowsAsync<LedgerClientException>(() => LedgerClient.ConnectAsync("immu://127.0.0.1:1", Options, Stop));

        Assert.Equal(StatusCode.Unavailable, e.Code);
    }

    private Task<RunningLedger> StartAsync(string folder)
    {
        var flags = new Dictionary<string, string> { ["dir"] = Path.Combine(_folder.Path, folder), ["port"] = "0", ["address"] = "127.0.0.1" };
        return LedgerServer.StartAsync(ServerOptions.From(new SettingValues(flags, _ => null, new Dictionary<string, string>())), null, Stop);
    }

    private void Copy(string from, string to)
    {
        string source = Path.Combine(_folder.Path, from);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder.Path, to, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
