using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Client.Tests.Verification;

/// <summary>Answers that come at once, from logs that share their first six entries and no more.</summary>
public sealed class TrustLineTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly MemoryTrustedRoots _roots = new();
    private TestLedger _left = null!;
    private TestLedger _right = null!;

    private RootScope Scope => new(_roots, "defaultdb");

    public async ValueTask InitializeAsync()
    {
        _left = await TestLedger.OpenAsync(6);
        _right = await TestLedger.OpenAsync(6, _left.Identity);
        await _left.SetAsync("k", "left");
        await _left.SetAsync("k", "left again");
        await _right.SetAsync("k", "right");
    }

    public async ValueTask DisposeAsync()
    {
        await _left.DisposeAsync();
        await _right.DisposeAsync();
    }

    // While it is asked whether one answer is of the trusted log, another answer moves that log on. The first is good for the log of
    // then, and yet not of one log with the second.
    [Fact]
    public async Task Join_WhileAnotherAnswerMovesTheRootOn_IsHeldAgainstThatToo()
    {
        var rpcs = new HeldProofs(_left.Rpcs);
        var line = new TrustLine(RootLine.Verified(_left.Identity, "defaultdb"), _roots, new Prover(rpcs), new Turns(), _log, new VerifiedRpcsOptions());
        TrustedRoot[] left = await RootsAsync(_left, 5, 6, 8);
        TrustedRoot right = (await RootsAsync(_right, 7))[0];
        await line.BeginAsync(() => Task.FromResult(left[0]), TestContext.Current.CancellationToken);
        Assert.Equal(JoinResult.Tied, await line.JoinAsync(left[0], left[1], TestLedger.Call()));

        Task<JoinResult> asked = line.JoinAsync(left[0], left[2], TestLedger.Call()).AsTask();
        await rpcs.Asked;
        JoinResult other = await line.JoinAsync(left[1], right, TestLedger.Call());
        rpcs.Answer();

        Assert.Equal(JoinResult.Tied, other);
        Assert.Equal(VerificationCheck.Fork, (await asked).Fault!.Check);
        Assert.Equal(right, line.Trusted);
    }

    // Two processes, one store: what the other has put there meanwhile is of another log.
    [Fact]
    public async Task SafeGet_WhileAnotherUserOfTheStoreIsShownAFork_IsNotVerified()
    {
        var one = new VerifiedRpcs(_left.Rpcs, _log);
        var rpcs = new LyingLedger(_left.Rpcs);
        var two = new VerifiedRpcs(rpcs, _log);
        await _roots.AdvanceAsync(RootLine.Verified(_left.Identity, "defaultdb"), (await RootsAsync(_left, 6))[0], TestContext.Current.CancellationToken);
        rpcs.Behind = _right.Rpcs;
        rpcs.Lies["SafeGet"] = answer =>
        {
            Assert.True(one.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call()).GetAwaiter().GetResult().IsVerified);
            rpcs.Behind = _left.Rpcs;
            return answer;
        };

        VerifiedItem answer = await two.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call());
        rpcs.Lies.Clear();
        VerifiedItem later = await two.SafeGetAsync(TestLedger.Bytes("k"), Scope, TestLedger.Call());

        Assert.Equal(VerificationCheck.Fork, answer.Fault!.Check);
        Assert.False(later.IsVerified);
    }

    private static async Task<TrustedRoot[]> RootsAsync(TestLedger ledger, params ulong[] sizes)
    {
        var reply = (ProveReply)await ledger.Rpcs.UnaryAsync(
            LedgerQueries.Descriptor.FindMethodByName("Prove"), new ProveRequest { Sizes = { sizes } }, TestLedger.Call());
        return RootChain.Read(reply, sizes, toNow: false)!;
    }

    /// <summary>Keeps the first proof back.</summary>
    private sealed class HeldProofs(IRpcInvoker ledger) : IRpcInvoker
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Answer() => _answer.SetResult();

        public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
        {
            _asked.TrySetResult();
            await _answer.Task;
            return await ledger.UnaryAsync(rpc, request, call);
        }

        public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) => throw new NotSupportedException();
    }
}
