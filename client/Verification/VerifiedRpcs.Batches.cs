using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Verification;

/// <content>Batches, which immudb cannot prove as a whole: the leaves are known here, so one proof that the log went on by exactly them serves any number.</content>
public sealed partial class VerifiedRpcs
{
    /// <summary>Sets keys, all or none.</summary>
    /// <param name="batch">Sent as it is; not to be changed before this has ended.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    public Task<VerifiedRange> SetBatchAsync(KVList batch, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return BatchAsync("SetBatch", batch, batch.KVs.Count, from => BatchLeaves.Of(batch, from), scope, call);
    }

    /// <summary>Sets keys, makes references and adds to sorted sets, all or none.</summary>
    /// <param name="batch">References and members need the key: only then can be told what was written. A score of −0 is sent as 0.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    public Task<VerifiedRange> ExecAllAsync(Ops batch, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Ops sent = batch.Clone();
        foreach (Op operation in sent.Operations)
        {
            if (operation is { ROpts.Key.IsEmpty: true } or { ZOpts.Key.IsEmpty: true })
                throw ImmuErrors.InvalidKey();
            if (operation.ZOpts is { } member)
            {
                if (!Core.Log.SortedSetKey.IsSetName(member.Set.Span))
                    throw ImmuErrors.InvalidSet();
                member.Score = new Score { Score_ = member.Score?.Score_ is { } score and not 0 ? score : 0 };
            }
        }

        return BatchAsync("ExecAllOps", sent, sent.Operations.Count, from => BatchLeaves.Of(sent, from), scope, call);
    }

    private async Task<VerifiedRange> BatchAsync(string rpc, IMessage request, int count, Func<ulong, Hash[]> leavesFrom, RootScope scope, RpcCall call)
    {
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        (TrustLine line, TrustedRoot trusted, string server) = await _calls.TrustAsync(scope, call).ConfigureAwait(false);
        Index last = await _calls.AskAsync<Index>(rpc, request, call).ConfigureAwait(false);
        ulong to = last.Index_ + 1;
        if (count == 0 || to < (ulong)count || to > TreeSize.Max)
            return Refused(0, 0, new(VerificationCheck.Index, $"the last of {count} entries", $"entry {last.Index_}") { Reason = $"{count} entries cannot end with entry {last.Index_}" });

        ulong from = to - (ulong)count;
        if (_calls.OtherServer(server, call) is { } other)
            return Refused(from, to, other);
        bool isNew = from >= trusted.Size;
        if (!isNew && !IsKnownReplay(call))
            return Refused(from, to, await WhyNotNewAsync(trusted, from, call).ConfigureAwait(false));
        VerificationFault? fault = await ProveAppendedAsync(line, isNew ? trusted : null, from, leavesFrom(from), scope, call).ConfigureAwait(false);
        return fault is null ? new VerifiedRange(from, to, null) : Refused(from, to, fault);

        VerifiedRange Refused(ulong first, ulong end, VerificationFault why)
        {
            _calls.Warn(rpc, scope, call, why);
            return new VerifiedRange(first, end, why);
        }
    }

    // Refused in any case; this only finds the name for it. A log that no longer has what it had was set back, and then the batch may well be new there.
    private async Task<VerificationFault> WhyNotNewAsync(TrustedRoot trusted, ulong from, RpcCall call)
    {
        var request = new ProveRequest { Sizes = { trusted.Size } };
        try
        {
            if (await _calls.Prover.AskAsync(request, ProvenCalls.Beside(call)).ConfigureAwait(false) is { } reply
                && RootChain.Read(reply, request.Sizes, toNow: false) is [{ } now] && !RootTie.IsSame(now, trusted))
            {
                return ProofFaults.Forked(trusted, now);
            }
        }
        catch (RpcException e) when (e.Code == StatusCode.NotFound)
        {
            return ProofFaults.Ended(trusted);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // Nothing more is known than before: the batch is not new.
        }

        return ProofFaults.NotNew(from, trusted);
    }

    // From the trusted root to where the batch begins, and from there to where it ends.
    private async Task<VerificationFault?> ProveAppendedAsync(TrustLine line, TrustedRoot? trusted, ulong from, Hash[] leaves, RootScope scope, RpcCall call)
    {
        var request = new ProveRequest();
        if (trusted is { IsNone: false })
            request.Sizes.Add(trusted.Size);
        if (from > 0 && from != trusted?.Size)
            request.Sizes.Add(from);
        request.Sizes.Add(from + (ulong)leaves.Length);
        ProveReply? reply;
        try
        {
            reply = await _calls.Prover.AskAsync(request, ProvenCalls.Beside(call)).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == StatusCode.NotFound)
        {
            return ProofFaults.Ended(new TrustedRoot(request.Sizes[^1], default));
        }

        if (reply is null)
            return await ProveEachAsync(from, leaves, scope, call).ConfigureAwait(false);
        if (CheckAppended(reply, request.Sizes, trusted, from, leaves, out TrustedRoot? root) is { } fault)
            return fault;
        JoinResult joined = await _calls.JoinAsync(line, trusted, root!, ProvenCalls.Beside(call), isWrite: true).ConfigureAwait(false);
        return joined.Fault;
    }

    private static VerificationFault? CheckAppended(ProveReply reply, IReadOnlyList<ulong> sizes, TrustedRoot? trusted, ulong from, Hash[] leaves, out TrustedRoot? root)
    {
        root = null;
        if (RootChain.Read(reply, sizes, toNow: false) is not { } roots)
            return RootChain.NoAnswer();
        if (trusted is { IsNone: false } && !RootTie.IsSame(roots[0], trusted))
            return ProofFaults.Forked(trusted, roots[0]);
        if (RootChain.Check(roots.AsSpan(..^1), reply) is { } fault)
            return fault;
        ReadOnlySpan<Hash> path = default;
        if (from > 0 && !WireHashes.TryView(reply.Links[^1], out path))
            return ProofFaults.NoPath(VerificationCheck.Consistency, $"a path from {roots[^2]} to {roots[^1]}");
        ProofFault appended = AppendProof.Verify(from, from == 0 ? Hash.EmptyTree : roots[^2].Hash, leaves, roots[^1].Hash, path);
        if (appended != ProofFault.None)
        {
            return new(VerificationCheck.Leaf, $"the {leaves.Length} entries sent, from {from} on", $"{roots[^1]}", from)
            {
                Reason = $"the log of {roots[^1]} does not have the {leaves.Length} entries sent from {from} on ({appended})",
            };
        }

        root = roots[^1];
        return null;
    }

    // A ledger without proofs in bulk.
    private async Task<VerificationFault?> ProveEachAsync(ulong from, Hash[] leaves, RootScope scope, RpcCall call)
    {
        for (int i = 0; i < leaves.Length; i++)
        {
            (SafeItem answer, VerificationFault? fault) = await _calls.EntryAtAsync(from + (ulong)i, scope, ProvenCalls.Beside(call)).ConfigureAwait(false);
            if (fault is not null)
                return fault;
            Hash leaf = TreeHash.Leaf(answer.Item.Index, answer.Item.Key.Span, answer.Item.Value.Span);
            if (leaf != leaves[i])
                return ProofFaults.OtherLeaf(from + (ulong)i, ByteString.CopyFrom(leaf.ToArray()), leaves[i]);
        }

        return null;
    }
}
