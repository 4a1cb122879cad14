using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A server that has immudb's rpcs and nothing else.</summary>
public sealed class ImmudbTests : IAsyncLifetime
{
    private TestLedger _ledger = null!;
    private LedgerClient _client = null!;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync();
        _client = await LedgerClient.OverAsync(
            new FlakyLedger(_ledger.Rpcs) { IsImmudb = true }, ClientFixture.Address, new LedgerClientOptions { Roots = new MemoryTrustedRoots() }, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Everything_ImmudbCanProve_IsVerified()
    {
        await _client.SetAsync("a", "1", Stop);
        await _client.SetAllAsync([new("b", "2"), new("c", "3")], Stop);
        await _client.SetReferenceAsync("r", "a", cancellationToken: Stop);
        await _client.AddToSetAsync("s", 2, "b", cancellationToken: Stop);
        await _client.AddToSetAsync("s", 1, "a", cancellationToken: Stop);

        Assert.Equal("1", (await _client.GetAsync("r", Stop))!.Value.ToString());
        Assert.Equal(["a", "b", "c"], await _client.ScanAsync("", cancellationToken: Stop).KeysAsync());
        Assert.Equal(["c", "b"], await _client.ScanAsync("", new ListOptions { Reverse = true, Limit = 2 }, Stop).KeysAsync());
        Assert.Equal(["b", "c"], await _client.ScanAsync("", new ListOptions { After = "aa" }, Stop).KeysAsync());
        Assert.Equal([1.0, 2.0], (await _client.SetMembersAsync("s", cancellationToken: Stop).ListAsync()).Select(member => member.Score));
        Assert.Equal([2.0], (await _client.SetMembersAsync("s", new ListOptions { MinScore = 1.5 }, Stop).ListAsync()).Select(member => member.Score));
        Assert.Single(await _client.HistoryAsync("a", cancellationToken: Stop).ListAsync());
        Assert.Equal(6, (await _client.EntriesAsync(cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(6UL, (await _client.VerifyRootAsync(Stop)).Size);
    }

    [Fact]
    public async Task Scans_LongerThanAPage_AreWhole()
    {
        List<KeyValuePair<LedgerBytes, LedgerBytes>> entries = [.. Enumerable.Range(0, 2_500).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"{i:d4}", "v"))];
        await _client.SetAllUnverifiedAsync(entries, Stop);

        Assert.Equal(entries.Select(entry => entry.Key.ToString()), await _client.ScanUnverifiedAsync("", cancellationToken: Stop).KeysAsync());
        Assert.Equal(
            entries.Select(entry => entry.Key.ToString()).Reverse(), await _client.ScanUnverifiedAsync("", new ListOptions { Reverse = true }, Stop).KeysAsync());
    }

    [Fact]
    public async Task What_ImmudbDoesNotHave_IsUnimplemented()
    {
        var e = await Assert.ThrowsAsync<LedgerClientException>(() => _client.ReceiptAsync(0, Stop));
        Assert.Equal(StatusCode.Unimplemented, e.Code);
        e = await Assert.ThrowsAsync<LedgerClientException>(() => _client.FindByValueAsync("v", cancellationToken: Stop).ListAsync());
        Assert.Equal(StatusCode.Unimplemented, e.Code);
    }
}
