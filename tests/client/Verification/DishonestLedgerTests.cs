using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImmuFunctions.Client.Tests.Verification;

/// <summary>A ledger that lies: nothing of it is ever verified, and the root stays where it was.</summary>
public sealed class DishonestLedgerTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly MemoryTrustedRoots _roots = new();
    private TestLedger _ledger = null!;
    private LyingLedger _rpcs = null!;
    private VerifiedRpcs _verified = null!;
    private TrustedRoot _before = TrustedRoot.None;

    private RootScope Scope => new(_roots, "defaultdb");

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(entries: 5);
        _rpcs = new LyingLedger(_ledger.Rpcs);
        _verified = new VerifiedRpcs(_rpcs, _log);
        Assert.True((await GetAsync("3")).IsVerified);
        _before = await RememberedAsync();
        Assert.Equal(5UL, _before.Size);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task SafeGet_WithAnotherValue_IsNotVerified()
    {
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Item.Value = TestLedger.Bytes("4"));

        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task SafeGet_WithAnotherValueAndItsLeaf_IsNotVerified()
    {
        _rpcs.Lie<SafeItem>("SafeGet", answer =>
        {
            answer.Item.Value = TestLedger.Bytes("4");
            answer.Proof.Leaf = ByteString.CopyFrom(Core.Hashing.TreeHash.Leaf(3, "3"u8, "4"u8).ToArray());
        });

        await IsNotVerifiedAsync(GetAsync("3"));
    }

    // The proof is good, but of another entry.
    [Fact]
    public async Task SafeGet_WithAnotherKeysEntry_IsNotVerified()
    {
        SafeItem other = await _ledger.SafeGetAsync("4", _before.LastIndex);
        _rpcs.Lies["SafeGet"] = _ => other;

        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task SafeGet_WithAnotherKeysEntryAndAMadeUpReference_IsNotVerified()
    {
        SafeItem other = await _ledger.SafeGetAsync("4", _before.LastIndex);
        _rpcs.Lies["SafeGet"] = _ => other;
        _rpcs.Lie<ItemList>("History", answer => answer.Items[0].Value = ByteString.CopyFrom([(byte)'4', 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        _rpcs.Lie<SafeItem>("BySafeIndex", answer => answer.Item.Value = ByteString.CopyFrom([(byte)'4', 0, 0, 0, 0, 0, 0, 0, 0, 0]));

        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task SafeGet_WithAnAnswerFromBefore_IsNotVerified()
    {
        SafeItem old = await _ledger.SafeGetAsync("3", 4);
        await _ledger.SetAsync("3", "new");
        Assert.True((await GetAsync("3")).IsVerified);
        _before = await RememberedAsync();
        _rpcs.Lies["SafeGet"] = _ => old;

        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task SafeGet_WithAnotherIndex_IsNotVerified()
    {
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Item.Index = 2);
        await IsNotVerifiedAsync(GetAsync("3"));
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Proof.Index = 2);
        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task SafeGet_WithoutItemOrProof_IsNotVerified()
    {
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Item = null);
        await IsNotVerifiedAsync(GetAsync("3"));
        _rpcs.Lie<SafeItem>("SafeGet", answer => answer.Proof = null);
        await IsNotVerifiedAsync(GetAsync("3"));
        _rpcs.Lies["SafeGet"] = _ => new SafeItem();
        await IsNotVerifiedAsync(GetAsync("3"));
    }

    [Fact]
    public async Task BySafeIndex_WithAnotherEntry_IsNotVerified()
    {
        SafeItem other = await _ledger.SafeGetAsync("2", _before.LastIndex);
        _rpcs.Lies["BySafeIndex"] = _ => other;

        await IsNotVerifiedAsync(_verified.BySafeIndexAsync(3, Scope, TestLedger.Call()));
    }

    // The same identity, the same length or longer, another history.
    [Theory, InlineData(5), InlineData(8)]
    public async Task SafeGet_FromAForkedLog_IsNotVerified(int entries)
    {
        await using TestLedger fork = await TestLedger.OpenAsync(identity: _ledger.Identity);
        await fork.SetAsync("fork", "here");
        for (int i = 1; i < entries; i++)
            await fork.SetAsync($"{i}", $"{i}");
        _rpcs.Behind = fork.Rpcs;

        await IsNotVerifiedAsync(GetAsync("3"));
        await IsNotVerifiedAsync(SetAsync("new", "entry"));
    }

    [Fact]
    public async Task SafeCalls_OnALogRolledBack_FailAsDataLoss()
    {
        await using TestLedger shorter = await TestLedger.OpenAsync(3, _ledger.Identity);
        _rpcs.Behind = shorter.Rpcs;

        await IsRollbackAsync(() => GetAsync("1"));
        await IsRollbackAsync(() => SetAsync("k", "v"));
        await IsRollbackAsync(() => _verified.BySafeIndexAsync(1, Scope, TestLedger.Call()));
        await IsRollbackAsync(() => _verified.BySafeIndexAsync(4, Scope, TestLedger.Call()));
        Assert.Equal(_before, await RememberedAsync());
    }

    // Nothing is lost that was trusted before: an index that was never there is the caller's.
    [Fact]
    public async Task BySafeIndex_BeyondTheLog_IsTheCallersError()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _verified.BySafeIndexAsync(99, Scope, TestLedger.Call()));

        Assert.Equal(StatusCode.NotFound, refusal.Code);
    }

    [Fact]
    public async Task SafeSet_AnsweredWithAnOlderEntryOfTheSameContent_IsNotVerified()
    {
        await _ledger.SetAsync("k", "v");
        Assert.True((await GetAsync("k")).IsVerified);
        _before = await RememberedAsync();
        SafeItem old = await _ledger.SafeGetAsync("k", _before.LastIndex);
        _rpcs.Lies["SafeSet"] = _ => old.Proof;

        await IsNotVerifiedAsync(SetAsync("k", "v"));
    }

    [Fact]
    public async Task SafeSet_AnsweredWithTheProofOfAnother_Fails()
    {
        _rpcs.Lie<Proof>("SafeSet", answer => answer.Leaf = ByteString.CopyFrom(new byte[32]));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => SetAsync("k", "v"));

        Assert.Equal((StatusCode.Unknown, "proof does not match the given item"), (refusal.Code, refusal.Message));
        Assert.Equal(_before, await RememberedAsync());
    }

    [Fact]
    public async Task SafeSet_WithAChangedPath_IsNotVerified()
    {
        _rpcs.Lie<Proof>("SafeSet", answer => answer.ConsistencyPath.RemoveAt(0));

        await IsNotVerifiedAsync(SetAsync("k", "v"));
    }

    [Fact]
    public async Task SafeGet_FromALedgerOfAnotherIdentity_IsNotVerifiedOnce_AndThenTrustedAsNew()
    {
        await using TestLedger other = await TestLedger.OpenAsync(9);
        _rpcs.Behind = other.Rpcs;

        await IsNotVerifiedAsync(GetAsync("3"));
        Assert.Contains(_log.Lines, line => line.Id == 902);
        Assert.True((await GetAsync("3")).IsVerified);

        // What was remembered of the first still counts for the first.
        Assert.Equal(_before, await RememberedAsync());
    }

    [Fact]
    public async Task SafeGet_FromAShorterLedgerOfAnotherIdentity_IsAskedAnew()
    {
        await using TestLedger other = await TestLedger.OpenAsync(4);
        _rpcs.Behind = other.Rpcs;

        Assert.True((await GetAsync("3")).IsVerified);
        Assert.Contains(_log.Lines, line => line.Id == 902);
    }

    // Two callers at once are shown two logs of one length: the second finds that the first saw another.
    [Fact]
    public async Task SafeGet_WhileAnotherIsShownAFork_IsNotVerified()
    {
        await using TestLedger left = await TestLedger.OpenAsync(5, _ledger.Identity);
        await using TestLedger right = await TestLedger.OpenAsync(5, _ledger.Identity);
        await left.SetAsync("k", "left");
        await right.SetAsync("k", "right");
        var verified = new VerifiedRpcs(_rpcs, _log);
        _rpcs.Behind = left.Rpcs;
        VerifiedItem? first = null;
        _rpcs.Lies["SafeGet"] = answer =>
        {
            _rpcs.Lies.Clear();
            _rpcs.Behind = right.Rpcs;
            first = verified.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call()).GetAwaiter().GetResult();
            return answer;
        };

        VerifiedItem second = await verified.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call());

        Assert.True(first!.IsVerified);
        Assert.False(second.IsVerified);
    }

    // One of the two is shown a shorter log than the other: each goes on from the root before both, and yet they are not of one log.
    [Theory, InlineData(1, 3), InlineData(3, 1)]
    public async Task SafeGet_WhileAnotherIsShownAForkOfAnotherLength_IsNotVerified(int leftMore, int rightMore)
    {
        await using TestLedger left = await TestLedger.OpenAsync(5, _ledger.Identity);
        await using TestLedger right = await TestLedger.OpenAsync(5, _ledger.Identity);
        for (int i = 0; i < leftMore; i++)
            await left.SetAsync("k", $"left {i}");
        for (int i = 0; i < rightMore; i++)
            await right.SetAsync("k", $"right {i}");
        _rpcs.Behind = left.Rpcs;
        VerifiedItem? first = null;
        _rpcs.Lies["SafeGet"] = answer =>
        {
            _rpcs.Lies.Clear();
            _rpcs.Behind = right.Rpcs;
            first = _verified.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call()).GetAwaiter().GetResult();
            return answer;
        };

        VerifiedItem second = await _verified.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call());

        Assert.True(first!.IsVerified);
        Assert.False(second.IsVerified);
        Assert.Contains("Prove", _rpcs.Calls);
        Assert.Equal(5UL + (ulong)rightMore, (await RememberedAsync()).Size);
    }

    private async Task IsNotVerifiedAsync(Task<VerifiedItem> call) => await StaysAsync((await call).IsVerified);

    private async Task IsNotVerifiedAsync(Task<VerifiedIndex> call) => await StaysAsync((await call).IsVerified);

    private async Task StaysAsync(bool isVerified)
    {
        Assert.False(isVerified);
        Assert.Equal(_before, await RememberedAsync());
        Assert.Contains(_log.Lines, line => line.Id == 901 && line.Level == LogLevel.Warning);
    }

    private async Task IsRollbackAsync(Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<VerificationException>(call);
        Assert.Equal((StatusCode.DataLoss, VerificationCheck.Rollback), (fault.Code, fault.Fault.Check));
        Assert.Contains($"it had 5 entries with root {_before.Hash}", fault.Message);
    }

    private Task<VerifiedIndex> SetAsync(string key, string value) =>
        _verified.SafeSetAsync(new KeyValue { Key = TestLedger.Bytes(key), Value = TestLedger.Bytes(value) }, Scope, TestLedger.Call());

    private Task<VerifiedItem> GetAsync(string key) => _verified.SafeGetAsync(TestLedger.Bytes(key), Scope, TestLedger.Call());

    private async Task<TrustedRoot> RememberedAsync() =>
        await _roots.FindAsync(RootLine.Verified(_ledger.Identity, "defaultdb"), TestContext.Current.CancellationToken);
}
