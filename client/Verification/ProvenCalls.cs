using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Verification;

/// <summary>The life of a trusted root around one call: found, sent along, held against the answer, moved on.</summary>
internal sealed class ProvenCalls(IRpcInvoker rpcs, ILogger log, VerifiedRpcsOptions options)
{
    // A reference that is written again while it is read: its older versions are looked at, too.
    private const ulong VersionsLookedAt = 4;

    private static readonly FrozenDictionary<string, MethodDescriptor> Methods =
        ImmuService.Descriptor.Methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    private readonly Turns _turns = new();

    // The last identity the ledger gave; null before the first answer.
    private volatile string? _server;

    /// <summary>Waits until no other call on the database is under way, if calls go one after the other.</summary>
    public ValueTask<Turns.Turn> TurnAsync(RootScope scope, RpcCall call) =>
        options.OneAtATime ? _turns.TakeAsync(scope.Database, call.CancellationToken) : default;

    /// <summary>Calls a Safe rpc.</summary>
    /// <param name="rpc">Its name.</param>
    /// <param name="request">Makes the request for a <c>rootIndex</c>, which is always sent.</param>
    /// <param name="check">Holds the answer against the root that was sent.</param>
    /// <param name="scope">Which root.</param>
    /// <param name="call">Who calls.</param>
    public Task<(T Answer, bool IsVerified)> CallAsync<T>(
        string rpc, Func<Index, IMessage> request, Func<T, TrustedRoot, ProofResult> check, RootScope scope, RpcCall call)
        where T : IMessage => CallAsync(rpc, request, check, scope, call, mayAskAgain: true);

    /// <summary>The entry at an index, proved.</summary>
    public async Task<(SafeItem Answer, bool IsVerified)> EntryAtAsync(ulong index, RootScope scope, RpcCall call)
    {
        string? server = _server;
        TrustedRoot before = server is not null
            ? await scope.Roots.FindAsync(RootLine.Verified(server, scope.Database), call.CancellationToken).ConfigureAwait(false)
            : TrustedRoot.None;
        try
        {
            return await CallAsync<SafeItem>(
                "BySafeIndex",
                rootIndex => new SafeIndexOptions { Index = index, RootIndex = rootIndex },
                (answer, trusted) => answer.Item is { } item && item.Index != index
                    ? ProofResult.Refused($"the answer is entry {item.Index}, asked for was {index}")
                    : VerifiedRpcs.CheckItem(answer, trusted),
                scope,
                call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" } && index < before.Size && IsFrom(server, call))
        {
            // The entry is looked up before the root index is judged.
            throw RolledBack("BySafeIndex", scope, call, before, e);
        }
    }

    /// <summary>Whether an entry of <paramref name="name"/>, newest first, is proved to refer to <paramref name="target"/>.</summary>
    /// <remarks>An entry's kind is not part of its leaf: a plain value that looks like a reference passes for one.</remarks>
    public async Task<bool> RefersAsync(ByteString name, ByteString target, RootScope scope, RpcCall call)
    {
        var versions = (ItemList)await rpcs.UnaryAsync(
            Methods["History"], new HistoryOptions { Key = name, Limit = VersionsLookedAt }, Beside(call)).ConfigureAwait(false);
        foreach (Item version in versions.Items)
        {
            if (!RefersTo(version, name, target))
                continue;
            (SafeItem answer, bool verified) = await EntryAtAsync(version.Index, scope, Beside(call)).ConfigureAwait(false);
            return verified && RefersTo(answer.Item, name, target);
        }

        return false;
    }

    /// <summary>Logs that an answer is not verified.</summary>
    public void Warn(string rpc, RootScope scope, RpcCall call, string fault) =>
        VerificationLog.NotVerified(log, rpc, scope.Database, call.ServerIdentity ?? options.UnnamedServer, fault);

    private async Task<(T Answer, bool IsVerified)> CallAsync<T>(
        string rpc, Func<Index, IMessage> request, Func<T, TrustedRoot, ProofResult> check, RootScope scope, RpcCall call, bool mayAskAgain)
        where T : IMessage
    {
        string server = _server ?? await AskServerAsync(call).ConfigureAwait(false);
        TrustedRoot trusted = await TrustAsync(server, scope, call).ConfigureAwait(false);
        T answer;
        try
        {
            answer = (T)await rpcs.UnaryAsync(Methods[rpc], request(new Index { Index_ = trusted.LastIndex }), call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.InvalidArgument, Message: "invalid root index" } && !trusted.IsNone)
        {
            // Another identity means other data; the root that was sent speaks of the old, and nothing was written.
            if (mayAskAgain && HasChanged(server, call))
                return await CallAsync(rpc, request, check, scope, call, mayAskAgain: false).ConfigureAwait(false);
            throw RolledBack(rpc, scope, call, trusted, e);
        }

        if (HasChanged(server, call))
        {
            Warn(rpc, scope, call, "the answer comes from another ledger than the root that was sent");
            return (answer, false);
        }

        ProofResult result = check(answer, trusted);
        string? fault = result.Fault ?? await RememberAsync(RootLine.Verified(server, scope.Database), result.Root!, scope, call).ConfigureAwait(false);
        if (fault is not null)
            Warn(rpc, scope, call, fault);
        return (answer, fault is null);
    }

    /// <summary>A call of ours on behalf of the caller; it writes nothing, so it has no name.</summary>
    public static RpcCall Beside(RpcCall call) =>
        new(call.CancellationToken) { Authorization = call.Authorization, IsLocal = call.IsLocal, Metadata = call.Metadata };

    private static bool RefersTo(Item item, ByteString name, ByteString target) =>
        item.Key == name && ReferenceValue.TryParse(item.Value.Span, out ReadOnlySpan<byte> key, out _) && key.SequenceEqual(target.Span);

    private async Task<string> AskServerAsync(RpcCall call)
    {
        RpcCall own = Beside(call);
        await rpcs.UnaryAsync(Methods["Health"], new Empty(), own).ConfigureAwait(false);
        string server = own.ServerIdentity ?? options.UnnamedServer;
        _server = server;
        return server;
    }

    private async Task<TrustedRoot> TrustAsync(string server, RootScope scope, RpcCall call)
    {
        var line = RootLine.Verified(server, scope.Database);
        TrustedRoot known = await scope.Roots.FindAsync(line, call.CancellationToken).ConfigureAwait(false);
        if (!known.IsNone)
            return known;

        RpcCall own = Beside(call);
        var answer = (Root)await rpcs.UnaryAsync(Methods["CurrentRoot"], new Empty(), own).ConfigureAwait(false);
        TrustedRoot first = TrustedRoot.From(answer) ?? throw new RpcException(StatusCode.DataLoss, "CurrentRoot's answer is no root");
        // Of another identity: the call that follows notices.
        if (first.IsNone || !IsFrom(server, own))
            return TrustedRoot.None;
        VerificationLog.TrustedOnFirstUse(log, scope.Database, server, first.ToString());
        return await scope.Roots.AdvanceAsync(line, first, call.CancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null, or what shows that the log has forked.</returns>
    private async Task<string?> RememberAsync(RootLine line, TrustedRoot root, RootScope scope, RpcCall call)
    {
        try
        {
            TrustedRoot kept = await scope.Roots.AdvanceAsync(line, root, call.CancellationToken).ConfigureAwait(false);
            return kept.Size == root.Size && kept.Hash != root.Hash ? $"the log has {root}; another caller was shown {kept}" : null;
        }
        catch (Exception e) when (e is TrustedRootsException or OperationCanceledException)
        {
            // What was asked for is done and proved; saying otherwise would have it done twice.
            VerificationLog.NotRemembered(log, e);
            return null;
        }
    }

    private bool HasChanged(string server, RpcCall call)
    {
        if (IsFrom(server, call))
            return false;
        VerificationLog.IdentityChanged(log, server, call.ServerIdentity ?? options.UnnamedServer);
        _server = call.ServerIdentity ?? options.UnnamedServer;
        return true;
    }

    private bool IsFrom(string? server, RpcCall call) => (call.ServerIdentity ?? options.UnnamedServer) == server;

    private RpcException RolledBack(string rpc, RootScope scope, RpcCall call, TrustedRoot trusted, RpcException cause)
    {
        string fault = $"the log ends before entry {trusted.LastIndex}; it had {trusted} before";
        Warn(rpc, scope, call, fault);
        return new RpcException(StatusCode.DataLoss, "verification failed: " + fault, cause);
    }
}
