using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Verification;

/// <summary>An honest ledger.</summary>
public sealed class VerifiedRpcsTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly MemoryTrustedRoots _roots = new();
    private TestLedger _ledger = null!;
    private LyingLedger _rpcs = null!;
    private VerifiedRpcs _verified = null!;

    private RootScope Scope => new(_roots, "defaultdb");

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync();
        _rpcs = new LyingLedger(_ledger.Rpcs);
        _verified = new VerifiedRpcs(_rpcs, _log);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task SafeCalls_OfAnHonestLedger_AreVerifiedAndMoveTheRoot()
    {
        Assert.Equal(new VerifiedIndex(0, null), await SetAsync("k", "v"));
        Assert.Equal(new VerifiedIndex(1, null), await _verified.SafeReferenceAsync(new ReferenceOptions { Reference = Bytes("r"), Key = Bytes("k") }, Scope, Call()));
        Assert.Equal(new VerifiedIndex(2, null), await _verified.SafeReferenceAsync(new ReferenceOptions { Reference = Bytes("r0"), Key = Bytes("k"), Index = new Index() }, Scope, Call()));
        Assert.Equal(new VerifiedIndex(3, null), await ZAddAsync(new ZAddOptions { Set = Bytes("s"), Score = new Score { Score_ = -1.5 }, Key = Bytes("k") }));
        Assert.Equal(new VerifiedIndex(4, null), await ZAddAsync(new ZAddOptions { Set = Bytes("s"), Key = Bytes("k"), Index = new Index() }));
        Assert.Equal(new VerifiedIndex(5, null), await ZAddAsync(new ZAddOptions { Set = Bytes("s"), Score = new Score { Score_ = -0.0 }, Key = Bytes("k") }));
        await _ledger.SetAsync("somebody", "else");
        VerifiedItem read = await GetAsync("k");
        Assert.Equal(("v", 0UL, true), (read.Item.Value.ToStringUtf8(), read.Item.Index, read.IsVerified));
        VerifiedItem byIndex = await _verified.BySafeIndexAsync(1, Scope, Call());
        Assert.Equal(("r", true), (byIndex.Item.Key.ToStringUtf8(), byIndex.IsVerified));

        Assert.Equal(TrustedRoot.From(await _ledger.RootAsync()), await RememberedAsync());
        Assert.DoesNotContain(_log.Lines, line => line.Id != 904);
    }

    [Fact]
    public async Task SafeGetAsync_OfAReference_ProvesTheReferenceToo()
    {
        await SetAsync("k", "v");
        await _verified.SafeReferenceAsync(new ReferenceOptions { Reference = Bytes("r"), Key = Bytes("k") }, Scope, Call());
        _rpcs.Calls.Clear();

        VerifiedItem read = await GetAsync("r");

        Assert.Equal(("k", "v", true), (read.Item.Key.ToStringUtf8(), read.Item.Value.ToStringUtf8(), read.IsVerified));
        Assert.Equal(["SafeGet", "History", "BySafeIndex"], _rpcs.Calls);
    }

    [Fact]
    public async Task SafeGetAsync_WithoutARoot_TrustsTheLedgerAsItIs()
    {
        await _ledger.SetAsync("k", "v");
        TrustedRoot now = TrustedRoot.From(await _ledger.RootAsync())!;
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Proof = null);

        await GetAsync("k");

        Assert.Equal(now, await RememberedAsync());
        Assert.Equal(["Health", "CurrentRoot", "SafeGet"], _rpcs.Calls);
        Assert.Contains(_log.Lines, line => line.Id == 904);
    }

    [Fact]
    public async Task SafeSetAsync_RefusedByTheLedger_SaysWhy()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => SetAsync("", "v"));

        Assert.Equal((StatusCode.InvalidArgument, "invalid key"), (refusal.Code, refusal.Message));
        Assert.Equal("Key not found", (await Assert.ThrowsAsync<RpcException>(() => GetAsync("none"))).Message);
    }

    [Fact]
    public async Task SafeSetAsync_SentTwiceUnderOneName_IsVerifiedBothTimes()
    {
        var first = new RpcCall(TestContext.Current.CancellationToken) { IsLocal = true, RequestName = "one" };
        var second = new RpcCall(TestContext.Current.CancellationToken) { IsLocal = true, RequestName = "one" };
        var item = new KeyValue { Key = Bytes("k"), Value = Bytes("v") };

        VerifiedIndex written = await _verified.SafeSetAsync(item, Scope, first);
        await SetAsync("other", "1");
        await SetAsync("other", "2");

        Assert.Equal(new VerifiedIndex(0, null), written);
        Assert.Equal(written, await _verified.SafeSetAsync(item, Scope, second));
        Assert.True(second.IsReplay);
        Assert.Equal(3UL, (await RememberedAsync()).Size);
    }

    // The wrapped value has another time in it.
    [Fact]
    public async Task SafeSetContentAsync_SentAgainLater_IsVerifiedAsWhatWasWritten()
    {
        var item = new KeyValue { Key = Bytes("k"), Value = Bytes("v") };
        VerifiedIndex written = await _verified.SafeSetContentAsync(item, DateTimeOffset.FromUnixTimeSeconds(1000), Scope, Named("one"));
        await SetAsync("other", "1");

        Assert.Equal(new VerifiedIndex(0, null), written);
        Assert.Equal(written, await _verified.SafeSetContentAsync(item, DateTimeOffset.FromUnixTimeSeconds(2000), Scope, Named("one")));
        Assert.Equal(1000UL, StructuredContent.Unwrap((await GetAsync("k")).Item.Value).Timestamp);
    }

    [Fact]
    public async Task SafeSetContentAsync_OfOtherContentUnderTheSameName_Fails()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1000);
        await _verified.SafeSetContentAsync(new KeyValue { Key = Bytes("k"), Value = Bytes("v") }, now, Scope, Named("one"));

        var fault = await Assert.ThrowsAsync<RpcException>(() =>
            _verified.SafeSetContentAsync(new KeyValue { Key = Bytes("k"), Value = Bytes("w") }, now, Scope, Named("one")));

        Assert.Equal("proof does not match the given item", fault.Message);
    }

    // Of a ledger in this process, of one elsewhere, and of one that cannot prove in bulk, such as immudb.
    [Theory, InlineData(false, true), InlineData(true, true), InlineData(true, false)]
    public async Task SafeCalls_ManyAtOnce_AreAllVerified(bool isStrict, bool canProve)
    {
        if (!canProve)
            _rpcs.Lies["Prove"] = _ => throw new RpcException(StatusCode.Unimplemented, "unknown service immufunctions.v1.LedgerQueries");
        var verified = new VerifiedRpcs(_rpcs, _log, new VerifiedRpcsOptions { IsStrict = isStrict });

        VerifiedIndex[] written = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            verified.SafeSetAsync(new KeyValue { Key = Bytes($"{i}"), Value = Bytes("v") }, Scope, Call()))));
        VerifiedItem[] read = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => verified.SafeGetAsync(Bytes($"{i}"), Scope, Call()))));

        Assert.All(written, answer => Assert.True(answer.IsVerified));
        Assert.All(read, answer => Assert.True(answer.IsVerified));
        Assert.Equal(TrustedRoot.From(await _ledger.RootAsync()), await RememberedAsync());
    }

    [Fact]
    public async Task SafeReferenceAsync_WithAnIndexAndNoKey_IsRefusedBeforeItIsSent()
    {
        var reference = new ReferenceOptions { Reference = Bytes("r"), Index = new Index() };

        await Assert.ThrowsAsync<RpcException>(() => _verified.SafeReferenceAsync(reference, Scope, Call()));

        Assert.Empty(_rpcs.Calls);
    }

    private static ByteString Bytes(string text) => TestLedger.Bytes(text);

    private static RpcCall Call() => TestLedger.Call();

    private static RpcCall Named(string name) => new(TestContext.Current.CancellationToken) { IsLocal = true, RequestName = name };

    private Task<VerifiedIndex> SetAsync(string key, string value) =>
        _verified.SafeSetAsync(new KeyValue { Key = Bytes(key), Value = Bytes(value) }, Scope, Call());

    private Task<VerifiedItem> GetAsync(string key) => _verified.SafeGetAsync(Bytes(key), Scope, Call());

    private Task<VerifiedIndex> ZAddAsync(ZAddOptions member) => _verified.SafeZAddAsync(member, Scope, Call());

    private async Task<TrustedRoot> RememberedAsync() =>
        await _roots.FindAsync(RootLine.Verified(_ledger.Identity, "defaultdb"), TestContext.Current.CancellationToken);
}
