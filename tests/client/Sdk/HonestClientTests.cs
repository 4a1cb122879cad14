using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Every member against a ledger that tells the truth.</summary>
public sealed class HonestClientTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private ClientFixture _fixture = null!;

    private LedgerClient Client => _fixture.Client;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync() => _fixture = await ClientFixture.OpenAsync(configure: options => options.Time = _time);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task SetAsync_AndGetAsync_GiveValueTimeAndIndex()
    {
        ulong index = await Client.SetAsync("k", "v", Stop);
        LedgerEntry? entry = await Client.GetAsync("k", Stop);

        Assert.Equal((index, (LedgerBytes)"k", (LedgerBytes)"v", true), (entry!.Index, entry.Key, entry.Value, entry.IsVerified));
        Assert.Equal(_time.GetUtcNow(), entry.Time);
        Assert.NotEqual(entry.Value, entry.StoredValue);
        Assert.Equal(1UL, Client.Root.Size);
        Assert.Null(await Client.GetAsync("other", Stop));
    }

    [Fact]
    public async Task SetRawAsync_AndGetAsync_GiveTheValueAsItIs()
    {
        await Client.SetRawAsync("k", "v", Stop);
        LedgerEntry? entry = await Client.GetAsync("k", Stop);

        Assert.Equal(((LedgerBytes)"v", (LedgerBytes)"v", null), (entry!.Value, entry.StoredValue, entry.Time));
    }

    [Fact]
    public async Task SetReferenceAsync_AndGetAsync_FollowTheReference()
    {
        await Client.SetAsync("k", "1", Stop);
        Assert.Equal(1UL, await Client.SetReferenceAsync("r", "k", cancellationToken: Stop));
        Assert.Equal(2UL, await Client.SetReferenceAsync("r0", "k", 0, Stop));
        await Client.SetAsync("k", "2", Stop);

        LedgerEntry? newest = await Client.GetAsync("r", Stop);
        LedgerEntry? named = await Client.GetReferenceUnverifiedAsync("r0", Stop);
        Assert.Equal(("k", "2", true), (newest!.Key.ToString(), newest.Value.ToString(), newest.IsVerified));
        Assert.Equal(("1", false), (named!.Value.ToString(), named.IsVerified));
        Assert.Null(await Client.GetReferenceUnverifiedAsync("none", Stop));
    }

    [Fact]
    public async Task GetByIndexAsync_AndGetAtAsync_GiveThePast()
    {
        await Client.SetAsync("k", "1", Stop);
        await Client.SetAsync("k", "2", Stop);

        Assert.Equal("1", (await Client.GetByIndexAsync(0, Stop))!.Value.ToString());
        Assert.Null(await Client.GetByIndexAsync(2, Stop));
        Assert.Equal("1", (await Client.GetAtAsync("k", 1, Stop))!.Value.ToString());
        Assert.Equal("2", (await Client.GetAtAsync("k", 2, Stop))!.Value.ToString());
        Assert.Null(await Client.GetAtAsync("k", 0, Stop));
        Assert.Null(await Client.GetAtAsync("other", 2, Stop));
        var tooLong = await Assert.ThrowsAsync<LedgerClientException>(() => Client.GetAtAsync("k", 3, Stop));
        Assert.Equal((StatusCode.NotFound, "index not found"), (tooLong.Code, tooLong.Message));
    }

    [Fact]
    public async Task GetAllAsync_OfKeysReferencesAndNothing_GivesThoseThatExist()
    {
        await Client.SetAllAsync([new("a", "1"), new("b", "2")], Stop);
        await Client.SetReferenceAsync("r", "b", cancellationToken: Stop);

        IReadOnlyList<LedgerEntry> entries = await Client.GetAllAsync(["none", "r", "b", "a", "a"], Stop);
        IReadOnlyList<LedgerEntry> unverified = await Client.GetAllUnverifiedAsync(["none", "r", "b", "a", "a"], Stop);

        Assert.Equal(["2", "2", "1", "1"], entries.Select(entry => entry.Value.ToString()));
        Assert.All(entries, entry => Assert.True(entry.IsVerified));
        Assert.Equal(entries.Select(entry => entry.Index), unverified.Select(entry => entry.Index));
    }

    [Fact]
    public async Task SetAllAsync_AndExecuteAsync_TakeOneRangeEach()
    {
        Assert.Equal(new WrittenRange(0, 2), await Client.SetAllAsync([new("a", "1"), new("b", "2")], Stop));
        Assert.Equal(new WrittenRange(2, 6), await Client.ExecuteAsync(
            [
                LedgerOperation.Set("c", "3"),
                LedgerOperation.SetRaw("d", "4"),
                LedgerOperation.Reference("r", "c"),
                LedgerOperation.AddToSet("s", 1.5, "a", 0),
            ],
            Stop));

        Assert.Equal("3", (await Client.GetAsync("r", Stop))!.Value.ToString());
        Assert.Equal("4", (await Client.GetAsync("d", Stop))!.StoredValue.ToString());
    }

    [Fact]
    public async Task UnverifiedWrites_AndReads_DoTheSame()
    {
        Assert.Equal(0UL, await Client.SetUnverifiedAsync("k", "v", Stop));
        Assert.Equal(1UL, await Client.SetRawUnverifiedAsync("raw", "v", Stop));
        Assert.Equal(2UL, await Client.SetReferenceUnverifiedAsync("r", "k", cancellationToken: Stop));
        Assert.Equal(3UL, await Client.AddToSetUnverifiedAsync("s", 1, "k", cancellationToken: Stop));
        Assert.Equal(new WrittenRange(4, 5), await Client.SetAllUnverifiedAsync([new("k", "w")], Stop));
        Assert.Equal(new WrittenRange(5, 6), await Client.ExecuteUnverifiedAsync([LedgerOperation.Set("x", "y")], Stop));

        Assert.Equal(("w", false), ((await Client.GetUnverifiedAsync("r", Stop))!.Value.ToString(), (await Client.GetUnverifiedAsync("k", Stop))!.IsVerified));
        Assert.Null(await Client.GetUnverifiedAsync("none", Stop));
        Assert.Equal("r", (await Client.GetByIndexUnverifiedAsync(2, Stop))!.Key.ToString());
        Assert.Null(await Client.GetByIndexUnverifiedAsync(6, Stop));
        Assert.Equal("v", (await Client.GetAtUnverifiedAsync("k", 1, Stop))!.Value.ToString());
        Assert.Equal(2UL, await Client.CountVersionsUnverifiedAsync("k", Stop));
        Assert.Equal(11UL, await Client.CountAllUnverifiedAsync(Stop));
        Assert.Equal(["k", "raw", "x"], await Client.ScanUnverifiedAsync("", cancellationToken: Stop).KeysAsync());
        Assert.Equal(2, (await Client.HistoryUnverifiedAsync("k", cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(6, (await Client.EntriesUnverifiedAsync(cancellationToken: Stop).ListAsync()).Count);
        Assert.Single(await Client.SetMembersUnverifiedAsync("s", cancellationToken: Stop).ListAsync());
        Assert.Equal(["k"], await Client.FindByValueUnverifiedAsync("w", cancellationToken: Stop).KeysAsync());
        Assert.Equal(["k"], await Client.KeysWithValueUnverifiedAsync("w", cancellationToken: Stop).KeysAsync());
    }

    [Fact]
    public async Task ScanAsync_WithPrefixLimitAndOrder_GivesThoseKeys()
    {
        foreach (string key in new[] { "a1", "a2", "a3", "b1" })
            await Client.SetAsync(key, key, Stop);
        await Client.SetReferenceAsync("a4", "b1", cancellationToken: Stop);

        Assert.Equal(["a1", "a2", "a3"], await Client.ScanAsync("a", cancellationToken: Stop).KeysAsync());
        Assert.Equal(["a3", "a2"], await Client.ScanAsync("a", new ListOptions { Reverse = true, Limit = 2 }, Stop).KeysAsync());
        Assert.Equal(["a2", "a3"], await Client.ScanAsync("a", new ListOptions { After = "a1" }, Stop).KeysAsync());
        Assert.Equal(["a1", "a2", "a3", "b1"], await Client.ScanAsync("a", new ListOptions { FollowReferences = true }, Stop).KeysAsync());
        Assert.Empty(await Client.ScanAsync("c", cancellationToken: Stop).KeysAsync());
    }

    [Fact]
    public async Task HistoryAsync_BothWays_GivesEveryVersion()
    {
        for (int i = 0; i < 5; i++)
            await Client.SetAsync("k", $"{i}", Stop);

        Assert.Equal(["4", "3", "2", "1", "0"], (await Client.HistoryAsync("k", cancellationToken: Stop).ListAsync()).Select(entry => entry.Value.ToString()));
        Assert.Equal(["0", "1"], (await Client.HistoryAsync("k", new ListOptions { Reverse = true, Limit = 2 }, Stop).ListAsync()).Select(entry => entry.Value.ToString()));
        Assert.Equal(["4"], (await Client.HistoryAsync("k", new ListOptions { Limit = 1 }, Stop).ListAsync()).Select(entry => entry.Value.ToString()));
        Assert.Empty(await Client.HistoryAsync("none", cancellationToken: Stop).ListAsync());
    }

    [Fact]
    public async Task Lists_LongerThanAPage_AreWhole()
    {
        await Client.ImportAsync(Enumerable.Range(0, 3_000).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"k{i:d5}", "same")).StreamAsync(), cancellationToken: Stop);
        for (int i = 0; i < 3; i++)
            await Client.ImportAsync(Enumerable.Range(0, 700).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>("h", $"{i}")).StreamAsync(), new ImportOptions { BatchEntries = 1 }, cancellationToken: Stop);

        Assert.Equal(3_000, (await Client.ScanAsync("k", cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(2_100, (await Client.HistoryAsync("h", cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(2_100, (await Client.HistoryAsync("h", new ListOptions { Reverse = true }, Stop).ListAsync()).Count);
        Assert.Equal(3_000, (await Client.FindByValueAsync("same", cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(5_100, (await Client.EntriesAsync(cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(Enumerable.Range(1_500, 3_000).Select(i => (ulong)i), (await Client.EntriesAsync(1_500, 4_500, Stop).ListAsync()).Select(entry => entry.Index));
    }

    [Fact]
    public async Task SetMembersAsync_WithBounds_GivesMembersByScore()
    {
        await Client.SetAsync("a", "1", Stop);
        await Client.SetAsync("b", "2", Stop);
        ulong negative = await Client.AddToSetAsync("s", -1, "a", cancellationToken: Stop);
        await Client.AddToSetAsync("s", -0.0, "b", 1, Stop);
        await Client.AddToSetAsync("s", 7, "b", cancellationToken: Stop);

        List<SetMember> members = await Client.SetMembersAsync("s", cancellationToken: Stop).ListAsync();
        Assert.Equal([(-1.0, "1"), (0.0, "2"), (7.0, "2")], members.Select(member => (member.Score, member.Entry.Value.ToString())));
        Assert.Equal((negative, (LedgerBytes)"s", true), (members[0].Index, members[0].Set, members[0].IsVerified));
        Assert.Equal([7.0, 0.0], (await Client.SetMembersAsync("s", new ListOptions { Reverse = true, MinScore = 0 }, Stop).ListAsync()).Select(member => member.Score));
        Assert.Equal([-1.0, 0.0], (await Client.SetMembersAsync("s", new ListOptions { MaxScore = 0, Limit = 2 }, Stop).ListAsync()).Select(member => member.Score));
    }

    [Fact]
    public async Task FindByValueAsync_AndKeysWithValueAsync_GiveAllAndNewest()
    {
        await Client.SetAsync("a", "x1", Stop);
        await Client.SetAsync("b", "x2", Stop);
        await Client.SetAsync("a", "y", Stop);
        await Client.SetRawAsync("c", "x1", Stop);

        Assert.Equal(["a", "c"], await Client.FindByValueAsync("x1", cancellationToken: Stop).KeysAsync());
        Assert.Equal(["a", "c", "b"], await Client.FindByValueAsync("x", isPrefix: true, Stop).KeysAsync());
        Assert.Equal(["c", "b"], await Client.KeysWithValueAsync("x", isPrefix: true, Stop).KeysAsync());
    }

    [Fact]
    public async Task VerifyRootAsync_HealthAndStats_TellOfTheLedger()
    {
        await Client.SetAsync("k", "v", Stop);
        await _fixture.Honest.SetAsync("other", "writer");

        TrustedRoot root = await Client.VerifyRootAsync(Stop);
        await Client.CheckHealthAsync(Stop);

        Assert.Equal(2UL, root.Size);
        Assert.Equal(root, Client.Root);
        Assert.Equal(2UL, (await Client.StatsAsync(exactKeys: true, Stop)).Keys);
    }

    [Fact]
    public async Task Properties_OfAClient_SayWhereItIs()
    {
        Assert.Equal(_fixture.Honest.Identity, Client.Server);
        Assert.Equal("defaultdb", Client.Database);
        Assert.Equal(ClientFixture.Address, Client.Address);
        Assert.Null(Client.Token);
        var root = (Root)await Client.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName("CurrentRoot"), new Empty(), new RpcCall(Stop));
        Assert.True(root.Payload.Root.IsEmpty);
    }

    [Fact]
    public async Task Refusals_OfTheLedger_HaveItsOwnCodeAndText()
    {
        var e = await Assert.ThrowsAsync<LedgerClientException>(() => Client.SetAsync("", "v", Stop));

        Assert.Equal((StatusCode.InvalidArgument, "invalid key"), (e.Code, e.Message));
    }
}
