using System.Diagnostics.CodeAnalysis;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Reading;

/// <summary>Asks for a receipt and looks whether it would convince somebody else.</summary>
/// <remarks>
/// The entry in it is the one in the log, by a proof of its own; its path leads to the checkpoint's root; the checkpoint is signed, by
/// the pinned key if there is one, and its root is the one the trusted log had at that size.
/// </remarks>
internal static class CheckedReceipt
{
    public static async Task<byte[]> GetAsync(IRpcInvoker rpcs, VerifiedRpcs verified, RootScope scope, ulong index, CancellationToken cancellationToken)
    {
        ReceiptReply reply;
        try
        {
            reply = await rpcs.QueryAsync<ReceiptReply>("Receipt", new ReceiptRequest { Index = index, WithEntry = true }, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == StatusCode.NotFound && index < verified.Trusted(scope).Size)
        {
            throw new VerificationException(ProofFaults.Ended(verified.Trusted(scope)), e);
        }

        Guard.Require(Read(reply, index, out TlogProof? proof, out Checkpoint? checkpoint, out Hash leaf));

        VerifiedItem entry = await verified.BySafeIndexAsync(index, scope, new RpcCall(cancellationToken) { IsLocal = true }).ConfigureAwait(false);
        Guard.Require(entry.Fault);
        if (TreeHash.Leaf(index, entry.Item.Key.Span, entry.Item.Value.Span) != leaf)
            throw new VerificationException(Fault("the entry that is in the log", "another", index));
        Guard.Require(await CheckSignatureAsync(rpcs, proof, checkpoint.Origin, scope, index, cancellationToken).ConfigureAwait(false));
        Guard.Require(await CheckLogAsync(rpcs, checkpoint, verified.Trusted(scope), index, cancellationToken).ConfigureAwait(false));
        return reply.Text.ToByteArray();
    }

    private static VerificationFault? Read(
        ReceiptReply reply, ulong index, [NotNull] out TlogProof? proof, [NotNull] out Checkpoint? checkpoint, out Hash leaf)
    {
        checkpoint = null!;
        leaf = default;
        TlogProofFault fault = TlogProof.TryParse(reply.Text.Span, out proof);
        if (proof is null)
        {
            proof = null!;
            return Fault("a receipt", $"bytes that are none ({fault})", index);
        }

        if (proof.Index != index || !LeafData.TryRead(proof.Extra.Span, out ulong inside, out _, out _) || inside != index)
            return Fault($"a receipt with entry {index} in it", $"one of entry {proof.Index}", index);
        leaf = TreeHash.Leaf(proof.Extra.Span);
        if (SignedNote.TryParse(proof.Note.Span, out SignedNote? note) != CheckpointFault.None || Checkpoint.TryParse(note!.Text.Span, out Checkpoint? read) != CheckpointFault.None)
            return Fault("a checkpoint in the receipt", "something else", index);
        checkpoint = read!;
        return InclusionProof.Verify(index, checkpoint.Size, leaf, proof.Path, checkpoint.Root) is var included and not ProofFault.None
            ? Fault("a path from the entry to the checkpoint's root", $"another ({included})", index)
            : null;
    }

    // Without a pinned key, by the one that the ledger says is its own: at least it is not a checkpoint that nobody can check.
    private static async Task<VerificationFault?> CheckSignatureAsync(
        IRpcInvoker rpcs, TlogProof proof, string origin, RootScope scope, ulong index, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> point = scope.SignedBy?.Memory ?? default;
        if (scope.SignedBy is null)
        {
            var root = await rpcs.AskAsync<Immudb.Schema.Root>("CurrentRoot", new Google.Protobuf.WellKnownTypes.Empty(), cancellationToken).ConfigureAwait(false);
            point = root.Signature?.PublicKey.Memory ?? default;
        }

        if (!NoteName.IsValid(origin) || !Core.Signing.P256Signature.IsPublicPoint(point.Span))
            return Fault("a checkpoint signed by the ledger's key", "a ledger without a key, or a checkpoint without a name", index);
        CheckpointFault fault = Checkpoint.TryOpen(proof.Note.Span, new VerifierKey(origin, point.Span), out _);
        return fault == CheckpointFault.None ? null : Fault("a checkpoint signed by the ledger's key", $"one that is not ({fault})", index);
    }

    private static async Task<VerificationFault?> CheckLogAsync(IRpcInvoker rpcs, Checkpoint checkpoint, TrustedRoot trusted, ulong index, CancellationToken cancellationToken)
    {
        var root = new TrustedRoot(checkpoint.Size, checkpoint.Root);
        (TrustedRoot older, TrustedRoot newer) = root.Size <= trusted.Size ? (root, trusted) : (trusted, root);
        ProveReply reply = await rpcs.QueryAsync<ProveReply>("Prove", new ProveRequest { Sizes = { older.Size, newer.Size } }, cancellationToken).ConfigureAwait(false);
        if (RootChain.Read(reply, [older.Size, newer.Size], toNow: false) is null)
            return RootChain.NoAnswer();
        return RootChain.CheckLink(older, newer, reply, 1) is { } broken
            ? Fault($"a checkpoint of the log of {trusted}", $"one of another log: {broken}", index)
            : null;
    }

    private static VerificationFault Fault(string expected, string found, ulong index) => new(VerificationCheck.Receipt, expected, found, index);
}
