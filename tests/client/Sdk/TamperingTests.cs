using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.V1;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A ledger that lies about single entries: every lie is a <see cref="TamperedException"/> of the check that caught it, and the root stays.</summary>
public sealed class TamperingTests : IAsyncLifetime
{
    private ClientFixture _fixture = null!;

    private LedgerClient Client => _fixture.Client;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ClientFixture.OpenAsync();
        await Client.SetRawAsync("a", "1", Stop); // 0
        await Client.SetRawAsync("a", "2", Stop); // 1
        await Client.SetRawAsync("b", "3", Stop); // 2
        await Client.SetReferenceAsync("r", "b", cancellationToken: Stop); // 3
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public Task GetAsync_WithAnotherValue_IsCaughtByTheLeaf()
    {
        _fixture.Rpcs.Lie<SafeItem>("SafeGet", answer => answer.Item.Value = TestLedger.Bytes("x"));
        return CaughtAsync(VerificationCheck.Leaf, () => Client.GetAsync("a", Stop));
    }

    [Fact]
    public Task GetAsync_WithAnotherValueAndItsLeaf_IsCaughtByTheInclusion()
    {
        _fixture.Rpcs.Lie<SafeItem>("SafeGet", answer =>
        {
            answer.Item.Value = TestLedger.Bytes("x");
            answer.Proof.Leaf = ByteString.CopyFrom(TreeHash.Leaf(1, "a"u8, "x"u8).ToArray());
        });
        return CaughtAsync(VerificationCheck.Inclusion, () => Client.GetAsync("a", Stop));
    }

    // Everything about it is genuine; it is only not the newest.
    [Fact]
    public async Task GetAsync_WithAnOlderVersion_IsCaughtByWhatWasSeen()
    {
        SafeItem older = await _fixture.Honest.AskAsync<SafeItem>("BySafeIndex", new SafeIndexOptions { Index = 0, RootIndex = new Index { Index_ = 3 } });
        _fixture.Rpcs.Lies["SafeGet"] = _ => older;

        TamperedException e = await CaughtAsync(VerificationCheck.OlderVersion, () => Client.GetAsync("a", Stop));
        Assert.Equal(0UL, e.Index);
        Assert.Contains("entry 1", e.Expected, StringComparison.Ordinal);
        Assert.Equal("entry 0", e.Found);
    }

    [Fact]
    public Task GetAsync_WithoutAKeyThatWasThere_IsCaughtByWhatWasSeen()
    {
        _fixture.Rpcs.Lies["SafeGet"] = _ => throw Protocol.Errors.ImmuErrors.KeyNotFound();
        return CaughtAsync(VerificationCheck.OlderVersion, () => Client.GetAsync("a", Stop));
    }

    [Fact]
    public async Task GetAsync_WithAnotherKeysEntry_IsCaughtByTheReference()
    {
        SafeItem other = await _fixture.Honest.SafeGetAsync("b", 3);
        _fixture.Rpcs.Lies["SafeGet"] = _ => other;
        await CaughtAsync(VerificationCheck.Reference, () => Client.GetAsync("a", Stop));
    }

    [Fact]
    public async Task GetByIndexAsync_WithAnotherEntry_IsCaughtByTheIndex()
    {
        SafeItem other = await _fixture.Honest.SafeGetAsync("b", 3);
        _fixture.Rpcs.Lies["BySafeIndex"] = _ => other;
        await CaughtAsync(VerificationCheck.Index, () => Client.GetByIndexAsync(0, Stop));
    }

    [Fact]
    public async Task GetAtAsync_WithAnOlderVersion_IsCaughtByWhatWasSeen()
    {
        ItemAt older = await AskAtAsync("a", 1);
        ItemAt honest = await AskAtAsync("a", 3);
        older.Consistency = honest.Consistency;
        older.Inclusion = await _fixture.Honest.InclusionAsync(0, 3);
        _fixture.Rpcs.Lies["GetAt"] = _ => older;
        await CaughtAsync(VerificationCheck.OlderVersion, () => Client.GetAtAsync("a", 3, Stop));
    }

    [Fact]
    public Task GetAllAsync_WithAnotherValue_IsCaughtByTheInclusion()
    {
        _fixture.Rpcs.Lie<ItemList>("GetBatch", answer => answer.Items[0].Value = TestLedger.Bytes("x"));
        return CaughtAsync(VerificationCheck.Inclusion, () => Client.GetAllAsync(["b"], Stop));
    }

    [Fact]
    public Task GetAllAsync_WithAKeyNobodyAskedFor_IsCaughtByTheKey()
    {
        _fixture.Rpcs.Lie<ItemList>("GetBatch", answer => answer.Items.Add(new Item { Key = TestLedger.Bytes("a"), Value = TestLedger.Bytes("2"), Index = 1 }));
        return CaughtAsync(VerificationCheck.Key, () => Client.GetAllAsync(["b"], Stop));
    }

    [Fact]
    public async Task SetRawAsync_AnsweredWithAnOlderEntryOfTheSame_IsCaughtAsAReplay()
    {
        SafeItem older = await _fixture.Honest.SafeGetAsync("b", 3);
        _fixture.Rpcs.Lies["SafeSet"] = _ => older.Proof;
        _fixture.Rpcs.ClaimsReplays = true;
        await CaughtAsync(VerificationCheck.Replay, () => Client.SetRawAsync("b", "3", Stop));
    }

    [Fact]
    public async Task SetRawAsync_AnsweredWithAnotherEntry_IsCaughtByTheLeaf()
    {
        SafeItem other = await _fixture.Honest.SafeGetAsync("b", 3);
        _fixture.Rpcs.Lies["SafeSet"] = _ => other.Proof;
        await CaughtAsync(VerificationCheck.Leaf, () => Client.SetRawAsync("c", "3", Stop));
    }

    [Fact]
    public Task SetAllAsync_AnsweredWithAnOlderIndex_IsCaughtAsAReplay()
    {
        _fixture.Rpcs.Lie<Index>("SetBatch", answer => answer.Index_ = 2);
        _fixture.Rpcs.ClaimsReplays = true;
        return CaughtAsync(VerificationCheck.Replay, () => Client.SetAllAsync([new("c", "1"), new("d", "2")], Stop));
    }

    [Fact]
    public Task ExecuteAsync_ThatWritesSomethingElse_IsCaught()
    {
        _fixture.Rpcs.Requests["ExecAllOps"] = request => ((Ops)request).Operations[0].KVs.Value = TestLedger.Bytes("x");
        return CaughtAsync(null, () => Client.ExecuteAsync([LedgerOperation.SetRaw("c", "1"), LedgerOperation.Reference("q", "c")], Stop));
    }

    [Fact]
    public async Task EveryCall_AfterALie_StillWorks()
    {
        await GetAsync_WithAnotherValue_IsCaughtByTheLeaf();
        _fixture.Rpcs.Lies.Clear();

        Assert.Equal("2", (await Client.GetAsync("a", Stop))!.Value.ToString());
    }

    private async Task<ItemAt> AskAtAsync(string key, ulong size) => (ItemAt)await _fixture.Honest.Rpcs.UnaryAsync(
        Protocol.Grpc.LedgerQueries.Descriptor.FindMethodByName("GetAt"), new GetAtRequest { Key = TestLedger.Bytes(key), Index = size - 1 }, TestLedger.Call());

    private async Task<TamperedException> CaughtAsync(VerificationCheck? check, Func<Task> call)
    {
        TrustedRoot before = Client.Root;
        TamperedException e = await Assert.ThrowsAsync<TamperedException>(call);
        Assert.Equal(check ?? e.Check, e.Check);
        Assert.Equal(Protocol.Grpc.StatusCode.DataLoss, e.Code);
        Assert.NotEmpty(e.Expected);
        Assert.NotEmpty(e.Found);
        Assert.Equal(before, Client.Root);
        return e;
    }
}
