using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Cloud;

/// <summary>The built host with its ledger in Azurite.</summary>
public sealed class AzuriteHostTests
{
    private const string AccountKey = "Zm9yZ2VkLWtleS10aGF0LW11c3Qtbm90LWJlLXByaW50ZWQ=";

    [Fact]
    public async Task Host_StartsAzuriteItself_EntriesAreThereAfterARestart()
    {
        using var folder = new TemporaryFolder();
        TrustedRoot root;
        await using (var host = await HostProcess.StartAsync(folder.Path, "--store", "azurite"))
        {
            using var session = await Session.OpenAsync(host.Address);
            root = await WriteAsync(session, "before", 20);
            Assert.Equal(0, await host.StopAsync());
        }

        await using var again = await HostProcess.StartAsync(folder.Path, "--store", "azurite");
        using var later = await Session.OpenAsync(again.Address);
        Assert.Equal(root, await later.RootAsync());
        TrustedRoot now = await VerifyAsync(later, root, "before", 20);
        await WriteAsync(later, "after", 5);
        Assert.Equal(25UL, (await VerifyAsync(later, now, "after", 5)).Size);
        Assert.Equal(0, await again.StopAsync());
    }

    [Fact]
    public async Task Hosts_TwoOnOneAccount_EachSeesAtOnceWhatTheOtherAcknowledged()
    {
        using var folder = new TemporaryFolder();
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, StartFolder = RepositoryRoot.File("tests", "azure", "azurite") }, CancellationToken.None);
        await using var one = await HostProcess.StartAsync(folder.Path, "--store", azurite.ConnectionString, "--container", "shared");
        await using var two = await HostProcess.StartAsync(folder.Path, "--store", azurite.ConnectionString, "--container", "shared");
        using var first = await Session.OpenAsync(one.Address);
        using var second = await Session.OpenAsync(two.Address);
        var trusted = new TrustedRoot(0, Core.Hashing.Hash.EmptyTree);

        for (var turn = 0; turn < 10; turn++)
        {
            var (writes, reads) = turn % 2 == 0 ? (first, second) : (second, first);
            await WriteAsync(writes, $"turn-{turn}", 3);
            trusted = await VerifyAsync(reads, trusted, $"turn-{turn}", 3);
            Assert.Equal((ulong)(turn + 1) * 3, trusted.Size);
        }

        await Task.WhenAll(WriteAsync(first, "both-one", 30), WriteAsync(second, "both-two", 30));
        await VerifyAsync(first, trusted, "both-two", 30);
        Assert.Equal(90UL, (await VerifyAsync(second, trusted, "both-one", 30)).Size);
        Assert.DoesNotContain("AccountKey", one.Output + two.Output, StringComparison.Ordinal);
        Assert.Equal(0, await one.StopAsync());
        Assert.Equal(0, await two.StopAsync());
    }

    [Fact]
    public async Task Host_AccountThatCannotBeReached_EndsAndSaysSoWithoutTheKey()
    {
        using var folder = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => HostProcess.StartAsync(
            folder.Path, "--store", $"DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{FreePort.Next()}/nobody;"));

        Assert.Equal(6, refusal.ExitCode);
        Assert.Contains("nobody", refusal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(AccountKey, refusal.Output, StringComparison.Ordinal);
    }

    private static async Task<TrustedRoot> WriteAsync(Session session, string name, int entries)
    {
        for (var i = 0; i < entries; i++)
            await session.Client.SetAsync(new KeyValue { Key = KeyOf(name, i), Value = ValueOf(name, i) }, session.Options);
        return await session.RootAsync();
    }

    private static async Task<TrustedRoot> VerifyAsync(Session session, TrustedRoot trusted, string name, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var answer = await session.Client.SafeGetAsync(new SafeGetOptions { Key = KeyOf(name, i), RootIndex = trusted.Index }, session.Options);
            Assert.Equal(ValueOf(name, i), answer.Item.Value);
            trusted = trusted.Advance(answer.Proof, answer.Item.Key, answer.Item.Value);
        }

        return trusted;
    }

    private static ByteString KeyOf(string name, int i) => ByteString.CopyFromUtf8($"{name}/{i}");

    private static ByteString ValueOf(string name, int i) => ByteString.CopyFromUtf8($"value {i} of {name}");
}
