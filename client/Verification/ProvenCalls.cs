using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Verification;

/// <summary>The life of a trusted root around one call: found, sent along, held against the answer, moved on.</summary>
internal sealed class ProvenCalls(IRpcInvoker rpcs, ILogger log, VerifiedRpcsOptions options)
{
    // A ledger that cannot compare two roots is asked again, one call after the other, until nothing moves in between.
    private const int Attempts = 100;

    // Beyond so many logs, those nobody uses just now are found again in their stores.
    private const int MostLines = 65_536;

    private static readonly FrozenDictionary<string, MethodDescriptor> Methods =
        ImmuService.Descriptor.Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(ITrustedRoots Store, RootLine Line), TrustLine> _lines = new();
    private readonly Turns _turns = new();
    private readonly Turns _firstUses = new();

    // The last identity the ledger gave; null before the first answer.
    private volatile string? _server;

    /// <summary>Asks for proofs in bulk.</summary>
    public Prover Prover { get; } = new(rpcs);

    /// <summary>Waits until no other call on the database is under way, if the ledger cannot compare roots that come at the same time.</summary>
    public ValueTask<Turns.Turn> TurnAsync(RootScope scope, RpcCall call) =>
        options.IsStrict && Prover.IsAbsent ? _turns.TakeAsync(scope.Database, call.CancellationToken) : default;

    /// <summary>Calls an rpc of immudb's, as it is.</summary>
    public async Task<T> AskAsync<T>(string rpc, IMessage request, RpcCall call)
        where T : IMessage => (T)await rpcs.UnaryAsync(Methods[rpc], request, call).ConfigureAwait(false);

    /// <summary>Calls a Safe rpc.</summary>
    /// <param name="rpc">Its name.</param>
    /// <param name="request">Makes the request for a <c>rootIndex</c>, which is always sent.</param>
    /// <param name="check">Holds the answer against the root that was sent, with what is known of the tree.</param>
    /// <param name="scope">Which root.</param>
    /// <param name="call">Who calls.</param>
    /// <param name="isWrite">Whether something was written: then the root is remembered before this ends.</param>
    public Task<(T Answer, VerificationFault? Fault)> CallAsync<T>(
        string rpc, Func<Index, IMessage> request, Func<T, TrustedRoot, KnownNodes, ProvenEntry> check, RootScope scope, RpcCall call, bool isWrite = false)
        where T : IMessage => CallAsync(rpc, request, check, scope, call, isWrite, mayAskAgain: true);

    /// <summary>The entry at an index, proved.</summary>
    public async Task<(SafeItem Answer, VerificationFault? Fault)> EntryAtAsync(ulong index, RootScope scope, RpcCall call)
    {
        string? server = _server;
        TrustedRoot before = server is null ? TrustedRoot.None : LineOf(scope, server).Trusted;
        try
        {
            return await CallAsync<SafeItem>(
                "BySafeIndex",
                rootIndex => new SafeIndexOptions { Index = index, RootIndex = rootIndex },
                (answer, trusted, nodes) => answer.Item is { } item && item.Index != index
                    ? ProvenEntry.Refused(new(VerificationCheck.Index, $"entry {index}", $"entry {item.Index}", index) { Reason = $"the answer is entry {item.Index}, asked for was {index}" })
                    : ProvenEntry.Of(answer, trusted, nodes),
                scope,
                call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" } && index < before.Size && IsFrom(server, call))
        {
            // The entry is looked up before the root index is judged.
            throw RolledBack("BySafeIndex", scope, call, before, e);
        }
    }

    /// <summary>The root that is trusted now, asked for if there is none yet; and the line it is on.</summary>
    public async Task<(TrustLine Line, TrustedRoot Trusted, string Server)> TrustAsync(RootScope scope, RpcCall call)
    {
        string server = _server ?? await AskServerAsync(call).ConfigureAwait(false);
        TrustLine line = LineOf(scope, server);
        return (line, await line.BeginAsync(() => FirstRootAsync(server, scope, call), call.CancellationToken).ConfigureAwait(false), server);
    }

    /// <summary>The root trusted now; none before the first call.</summary>
    public TrustedRoot Trusted(RootScope scope) => _server is { } server ? LineOf(scope, server).Trusted : TrustedRoot.None;

    /// <summary>Takes a proved root, and remembers it.</summary>
    /// <returns>Whether it could be told, and what is wrong with it.</returns>
    public async Task<JoinResult> JoinAsync(TrustLine line, TrustedRoot? sentWith, TrustedRoot proved, RpcCall call, bool isWrite)
    {
        JoinResult joined = await line.JoinAsync(sentWith, proved, call).ConfigureAwait(false);
        if (joined is not { IsTied: true, Fault: null })
            return joined;
        if (!isWrite && !options.RemembersReadsFirst)
        {
            line.SaveAtLeisure(call);
            return joined;
        }

        return await line.SaveAsync(proved, call).ConfigureAwait(false) is { } fault ? JoinResult.Refused(fault) : joined;
    }

    /// <summary>Whether an answer came from another ledger than <paramref name="server"/>; then that one is asked from now on.</summary>
    public VerificationFault? OtherServer(string server, RpcCall call)
    {
        if (IsFrom(server, call))
            return null;
        string now = call.ServerIdentity ?? options.UnnamedServer;
        VerificationLog.IdentityChanged(log, server, now);
        _server = now;
        return new(VerificationCheck.Identity, server, now) { Reason = "the answer comes from another ledger than the root that was sent" };
    }

    /// <summary>Remembers everything that is trusted.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (TrustLine line in _lines.Values)
            await line.SaveAsync(line.Trusted, new RpcCall(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Logs that an answer is not verified.</summary>
    public void Warn(string rpc, RootScope scope, RpcCall call, VerificationFault fault) =>
        VerificationLog.NotVerified(log, rpc, scope.Database, call.ServerIdentity ?? options.UnnamedServer, fault.Reason);

    /// <summary>A call of ours on behalf of the caller; it writes nothing, so it has no name.</summary>
    public static RpcCall Beside(RpcCall call) => Beside(call, call.CancellationToken);

    /// <inheritdoc cref="Beside(RpcCall)"/>
    public static RpcCall Beside(RpcCall call, CancellationToken cancellationToken) =>
        new(cancellationToken) { Authorization = call.Authorization, IsLocal = call.IsLocal, Address = call.Address, Metadata = call.Metadata };

    /// <summary>The ledger ends before what it had.</summary>
    public VerificationException RolledBack(string rpc, RootScope scope, RpcCall call, TrustedRoot trusted, RpcException cause)
    {
        VerificationFault fault = ProofFaults.Ended(trusted);
        Warn(rpc, scope, call, fault);
        return new VerificationException(fault, cause);
    }

    /// <summary>Why a root is not signed as it has to be; null if it is, or nobody's signature is asked for.</summary>
    public static VerificationFault? SignatureFault(TrustedRoot root, ByteString? key)
    {
        // An empty log has nothing to sign.
        if (key is null || (root.IsNone && root.Signature.Der.IsEmpty))
            return null;
        if (root.Signature.PublicPoint != key)
            return new(VerificationCheck.Signature, Convert.ToHexStringLower(key.Span), root.Signature.PublicPoint.IsEmpty ? "no signature" : ProofFaults.Key(root.Signature.PublicPoint)) { Reason = $"{root} is not signed by the key that is trusted" };
        return P256Signature.Verify(RootPayload.Encode(root.Size, root.Hash), root.Signature.Der.Span, key.Span)
            ? null
            : new(VerificationCheck.Signature, $"a signature of {root}", "a signature of something else") { Reason = $"the signature does not fit {root}" };
    }

    private async Task<(T Answer, VerificationFault? Fault)> CallAsync<T>(
        string rpc, Func<Index, IMessage> request, Func<T, TrustedRoot, KnownNodes, ProvenEntry> check, RootScope scope, RpcCall call, bool isWrite, bool mayAskAgain)
        where T : IMessage
    {
        (TrustLine line, TrustedRoot trusted, string server) = await TrustAsync(scope, call).ConfigureAwait(false);
        T answer;
        try
        {
            answer = await AskAsync<T>(rpc, request(new Index { Index_ = trusted.LastIndex }), call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.InvalidArgument, Message: "invalid root index" } && !trusted.IsNone)
        {
            // Another identity means other data; the root that was sent speaks of the old, and nothing was written.
            if (mayAskAgain && OtherServer(server, call) is not null)
                return await CallAsync(rpc, request, check, scope, call, isWrite, mayAskAgain: false).ConfigureAwait(false);
            throw RolledBack(rpc, scope, call, trusted, e);
        }

        VerificationFault? fault = OtherServer(server, call);
        if (fault is null)
        {
            ProvenEntry proven = check(answer, trusted, line.Nodes);
            fault = proven.Fault ?? await JoinAsync(line, trusted, proven, scope, call, isWrite).ConfigureAwait(false);
        }

        if (fault is not null)
            Warn(rpc, scope, call, fault);
        return (answer, fault);
    }

    // Where the ledger cannot compare two roots, the entry is proved once more, in the tree that is trusted by now.
    private async Task<VerificationFault?> JoinAsync(TrustLine line, TrustedRoot trusted, ProvenEntry proven, RootScope scope, RpcCall call, bool isWrite)
    {
        for (int attempt = 1; ; attempt++)
        {
            JoinResult joined = await JoinAsync(line, trusted, proven.Root!, call, isWrite).ConfigureAwait(false);
            if (joined.IsTied || attempt == Attempts)
                return joined.IsTied ? joined.Fault : new(VerificationCheck.Fork, $"{line.Trusted}", $"{proven.Root}") { Reason = "the log does not rest long enough to compare two roots" };
            trusted = line.Trusted;
            SafeItem again = await AskAsync<SafeItem>(
                "BySafeIndex", new SafeIndexOptions { Index = proven.Index, RootIndex = new Index { Index_ = trusted.LastIndex } }, Beside(call)).ConfigureAwait(false);
            ProofResult result = ProofChecks.CheckEntry(again.Proof, proven.Leaf, trusted);
            if (result.Fault is not null || again.Proof.Index != proven.Index)
                return result.Fault ?? ProofFaults.OtherIndex(proven.Index, again.Proof.Index);
            proven = proven with { Root = result.Root };
        }
    }

    private TrustLine LineOf(RootScope scope, string server)
    {
        if (_lines.Count > MostLines)
        {
            foreach (var line in _lines.Where(line => line.Value.IsIdle))
                _lines.TryRemove(line);
        }

        return _lines.GetOrAdd((scope.Roots, RootLine.Verified(server, scope.Database)), key => new TrustLine(key.Line, key.Store, Prover, _firstUses, log, options));
    }

    private async Task<string> AskServerAsync(RpcCall call)
    {
        RpcCall own = Beside(call);
        await AskAsync<HealthResponse>("Health", new Empty(), own).ConfigureAwait(false);
        string server = own.ServerIdentity ?? options.UnnamedServer;
        _server = server;
        return server;
    }

    private async Task<TrustedRoot> FirstRootAsync(string server, RootScope scope, RpcCall call)
    {
        RpcCall own = Beside(call);
        Root answer = await AskAsync<Root>("CurrentRoot", new Empty(), own).ConfigureAwait(false);
        TrustedRoot first = TrustedRoot.From(answer) ?? throw new RpcException(StatusCode.DataLoss, "CurrentRoot's answer is no root");
        // Of another identity: the call that follows notices.
        if (first.IsNone || !IsFrom(server, own))
            return TrustedRoot.None;
        if (SignatureFault(first, scope.SignedBy) is { } fault)
        {
            Warn("CurrentRoot", scope, own, fault);
            throw new VerificationException(fault);
        }

        VerificationLog.TrustedOnFirstUse(log, scope.Database, server, first.ToString());
        return first;
    }

    private bool IsFrom(string? server, RpcCall call) => (call.ServerIdentity ?? options.UnnamedServer) == server;
}
