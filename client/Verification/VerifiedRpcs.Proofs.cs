using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using InclusionCheck = ImmuFunctions.Core.Merkle.InclusionProof;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Verification;

/// <content>Proofs for what other rpcs have answered, for the past, and for the log as a whole.</content>
public sealed partial class VerifiedRpcs
{
    // Fewer than the rpc takes: an answer of some 20 hashes for each stays well below 1 MiB.
    private const int EntriesAtOnce = 1000;

    // Other writers move the log on between two calls; so often it is tried to hear of one size twice.
    private const int SyncAttempts = 5;

    private static readonly MethodDescriptor GetAt = LedgerQueries.Descriptor.FindMethodByName("GetAt");

    /// <summary>Has it proved that entries are in the log, whatever rpc they came from.</summary>
    /// <param name="items">Any number; index, key and stored value count.</param>
    /// <param name="scope">The root to hold them against.</param>
    /// <param name="call">Who calls.</param>
    /// <returns>Null if all of them are; otherwise what is wrong with the first that is not.</returns>
    public async Task<VerificationFault?> ProveAsync(IReadOnlyList<Item> items, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(items);
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        for (int from = 0; from < items.Count; from += EntriesAtOnce)
        {
            var part = new ArraySegment<Item>([.. items.Skip(from).Take(EntriesAtOnce)]);
            if (await ProvePartAsync(part, scope, call).ConfigureAwait(false) is not { } fault)
                continue;
            _calls.Warn("Prove", scope, call, fault);
            return fault;
        }

        return null;
    }

    /// <summary>A key as it was.</summary>
    /// <param name="key">A reference's name gives the entry it stood for then.</param>
    /// <param name="size">Entries of the log then; at least 1.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    /// <exception cref="RpcException">NOT_FOUND: there was no such key then, or the log is not as long yet. UNIMPLEMENTED: the server is immudb's own, which cannot answer this.</exception>
    public async Task<VerifiedItem> GetAtAsync(ByteString key, ulong size, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfZero(size);
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        (TrustLine line, TrustedRoot trusted, string server) = await _calls.TrustAsync(scope, call).ConfigureAwait(false);
        ItemAt answer;
        try
        {
            answer = (ItemAt)await rpcs.UnaryAsync(GetAt, new GetAtRequest { Key = key, Index = size - 1 }, call).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" } && size <= trusted.Size)
        {
            throw _calls.RolledBack("GetAt", scope, call, trusted, e);
        }

        VerificationFault? fault = _calls.OtherServer(server, call) ?? CheckAt(answer, size, out TrustedRoot? root) ?? await JoinThenAsync(root!).ConfigureAwait(false);
        var item = new VerifiedItem(answer.Item ?? new Item(), fault);
        if (fault is not null)
            _calls.Warn("GetAt", scope, call, fault);
        return fault is null && item.Item.Key != key ? await ReferredAsync("GetAt", item, key, before: size, scope, call).ConfigureAwait(false) : item;

        async Task<VerificationFault?> JoinThenAsync(TrustedRoot then)
        {
            JoinResult joined = await _calls.JoinAsync(line, null, then, ProvenCalls.Beside(call), isWrite: false).ConfigureAwait(false);
            return joined.IsTied ? joined.Fault : new(VerificationCheck.Consistency, $"a proof that {then} is of this log", "none");
        }
    }

    /// <summary>Asks for the newest root, and has it proved that the log goes on to it from the one trusted.</summary>
    /// <param name="scope">Whose root; with a key, the new one has to be signed by it.</param>
    /// <param name="call">Who calls.</param>
    public async Task<VerifiedRoot> SyncAsync(RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(scope);
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        for (int attempt = 1; ; attempt++)
        {
            (TrustLine line, TrustedRoot trusted, string server) = await _calls.TrustAsync(scope, call).ConfigureAwait(false);
            Root answer = await _calls.AskAsync<Root>("CurrentRoot", new Empty(), call).ConfigureAwait(false);
            TrustedRoot current = TrustedRoot.From(answer) ?? TrustedRoot.None;
            VerificationFault? fault = _calls.OtherServer(server, call) ?? CheckRoot(answer, trusted, scope);
            JoinResult joined = fault is not null ? JoinResult.Refused(fault)
                : current.IsNone ? JoinResult.Tied
                : await _calls.JoinAsync(line, null, current, call, isWrite: true).ConfigureAwait(false);
            if (!joined.IsTied)
                joined = await ExtendAsync(line, trusted, current, scope, call).ConfigureAwait(false);
            if (!joined.IsTied && attempt < SyncAttempts)
                continue;
            fault = joined.IsTied ? joined.Fault : new(VerificationCheck.Consistency, $"a proof of {current}", "proofs of other sizes") { Reason = "the log does not rest long enough to be proved at one size" };
            if (fault is not null)
                _calls.Warn("CurrentRoot", scope, call, fault);
            return new VerifiedRoot(current, fault);
        }
    }

    private static VerificationFault? CheckRoot(Root answer, TrustedRoot trusted, RootScope scope)
    {
        if (TrustedRoot.From(answer) is not { } current)
            return new(VerificationCheck.Answer, "a root", "something else") { Reason = "CurrentRoot's answer is no root" };
        return ProvenCalls.SignatureFault(current, scope.SignedBy) ?? (current.Size < trusted.Size ? ProofFaults.Shorter(trusted, current) : null);
    }

    private async Task<VerificationFault?> ProvePartAsync(ArraySegment<Item> items, RootScope scope, RpcCall call)
    {
        (TrustLine line, TrustedRoot trusted, string server) = await _calls.TrustAsync(scope, call).ConfigureAwait(false);
        RpcCall own = ProvenCalls.Beside(call);
        var request = new ProveRequest { ToNow = items.Any(item => item.Index >= trusted.Size) };
        request.Entries.AddRange(items.Select(item => item.Index));
        if (!trusted.IsNone)
            request.Sizes.Add(trusted.Size);
        ProveReply? reply;
        try
        {
            reply = await _calls.Prover.AskAsync(request, own).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == StatusCode.NotFound)
        {
            Item last = items.MaxBy(item => item.Index)!;
            return last.Index < trusted.Size ? ProofFaults.Ended(trusted) : new(VerificationCheck.Inclusion, $"entry {last.Index}", "a log that ends before it", last.Index);
        }

        if (reply is null)
            return await ProveEachAsync(items, scope, call).ConfigureAwait(false);
        if (_calls.OtherServer(server, own) is { } other)
            return other;
        if (CheckEntries(reply, request, trusted, items, out TrustedRoot? root) is { } fault)
            return fault;
        return (await _calls.JoinAsync(line, trusted, root!, own, isWrite: false).ConfigureAwait(false)).Fault;
    }

    private static VerificationFault? CheckEntries(ProveReply reply, ProveRequest request, TrustedRoot trusted, ArraySegment<Item> items, out TrustedRoot? root)
    {
        root = null;
        if (RootChain.Read(reply, request.Sizes, request.ToNow) is not { Length: > 0 } roots || reply.Inclusions.Count != items.Count)
            return RootChain.NoAnswer();
        if (!trusted.IsNone && !RootTie.IsSame(roots[0], trusted))
            return ProofFaults.Forked(trusted, roots[0]);
        if (RootChain.Check(roots, reply) is { } broken)
            return broken;
        TrustedRoot last = roots[^1];
        for (int i = 0; i < items.Count; i++)
        {
            Item item = items[i];
            Hash leaf = TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span);
            if (!WireHashes.TryView(reply.Inclusions[i], out ReadOnlySpan<Hash> path))
                return ProofFaults.NoPath(VerificationCheck.Inclusion, $"a path from entry {item.Index} to {last}", item.Index);
            ProofFault fault = InclusionCheck.Verify(item.Index, last.Size, leaf, path, last.Hash);
            if (fault != ProofFault.None)
                return ProofFaults.NotIncluded(item.Index, leaf, last, fault);
        }

        root = last;
        return null;
    }

    // A ledger without proofs in bulk.
    private async Task<VerificationFault?> ProveEachAsync(ArraySegment<Item> items, RootScope scope, RpcCall call)
    {
        foreach (Item item in items)
        {
            (SafeItem answer, VerificationFault? fault) = await _calls.EntryAtAsync(item.Index, scope, ProvenCalls.Beside(call)).ConfigureAwait(false);
            if (fault is not null)
                return fault;
            if (answer.Item.Key != item.Key || answer.Item.Value != item.Value)
            {
                Hash leaf = TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span);
                return ProofFaults.OtherLeaf(item.Index, answer.Proof.Leaf, leaf);
            }
        }

        return null;
    }

    private static VerificationFault? CheckAt(ItemAt answer, ulong size, out TrustedRoot? root)
    {
        root = null;
        if (answer.Item is not { } item)
            return ProofFaults.NoEntry();
        ProofResult result = ProofChecks.CheckInclusion(answer.Inclusion, item.Index, TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span));
        if (result.Fault is not null)
            return result.Fault;
        root = result.Root;
        return root!.Size == size ? null : new(VerificationCheck.Answer, $"the log of {size} entries", $"the log of {root}", item.Index);
    }

    // A ledger without proofs in bulk tells only of the log of now.
    private async Task<JoinResult> ExtendAsync(TrustLine line, TrustedRoot trusted, TrustedRoot current, RootScope scope, RpcCall call)
    {
        RpcCall own = ProvenCalls.Beside(call);
        Immudb.Schema.ConsistencyProof proof;
        try
        {
            proof = await _calls.AskAsync<Immudb.Schema.ConsistencyProof>("Consistency", new Index { Index_ = trusted.LastIndex }, own).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" })
        {
            throw _calls.RolledBack("Consistency", scope, own, trusted, e);
        }

        ProofResult result = ProofChecks.CheckExtension(proof, trusted);
        if (result.Fault is not null)
            return JoinResult.Refused(result.Fault);
        if (result.Root!.Size != current.Size)
            return JoinResult.Unknown;
        return RootTie.IsSame(result.Root, current)
            ? await _calls.JoinAsync(line, trusted, current, own, isWrite: true).ConfigureAwait(false)
            : JoinResult.Refused(ProofFaults.Forked(current, result.Root));
    }
}
