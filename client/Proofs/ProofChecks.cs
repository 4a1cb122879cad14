using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ConsistencyCheck = ImmuFunctions.Core.Merkle.ConsistencyProof;
using ConsistencyProof = Immudb.Schema.ConsistencyProof;
using InclusionCheck = ImmuFunctions.Core.Merkle.InclusionProof;
using InclusionProof = Immudb.Schema.InclusionProof;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Checks the proofs that ledgers send. Hostile ones are answered, never thrown.</summary>
/// <remarks>
/// Spec section 3.1, and stricter where immudb's clients are not: hashes are 32 bytes, a path has exactly the hashes it
/// needs, and the tree proved is never an older one than the tree trusted.
/// </remarks>
public static class ProofChecks
{
    /// <summary>Checks the proof of a Safe answer: the entry is in the tree, and the tree goes on from the one trusted.</summary>
    /// <param name="proof">From the ledger; null for none.</param>
    /// <param name="leaf">The entry's leaf, computed by the caller from what it knows of it.</param>
    /// <param name="trusted">What the ledger was told with <c>rootIndex</c>; with <see cref="TrustedRoot.None"/> only the entry is checked.</param>
    public static ProofResult CheckEntry(Proof? proof, Hash leaf, TrustedRoot trusted) => CheckEntry(proof, leaf, trusted, nodes: null);

    /// <inheritdoc cref="CheckEntry(Proof?, Hash, TrustedRoot)"/>
    /// <param name="proof">From the ledger; null for none.</param>
    /// <param name="leaf">The entry's leaf, computed by the caller from what it knows of it.</param>
    /// <param name="trusted">What the ledger was told with <c>rootIndex</c>.</param>
    /// <param name="nodes">What earlier proofs have shown of the tree; null for nothing.</param>
    internal static ProofResult CheckEntry(Proof? proof, Hash leaf, TrustedRoot trusted, KnownNodes? nodes)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (proof is null)
            return ProofResult.Refused(ProofFaults.NoProof());
        if (!IsLeaf(proof.Leaf, leaf))
            return ProofResult.Refused(ProofFaults.OtherLeaf(proof.Index, proof.Leaf, leaf));
        if (TreeOf(proof.At, proof.Root) is not { } tree)
            return ProofResult.Refused(ProofFaults.NoTree(proof.At, proof.Root));
        return Included(proof.Index, leaf, proof.InclusionPath, tree, nodes) ?? Extends(trusted, tree, proof.ConsistencyPath);
    }

    /// <summary>Checks the answer of Inclusion.</summary>
    /// <param name="proof">From the ledger; null for none.</param>
    /// <param name="index">What was asked for.</param>
    /// <param name="leaf">The entry's leaf, computed by the caller.</param>
    /// <returns>The root it speaks of, which nothing yet shows to be the log's.</returns>
    public static ProofResult CheckInclusion(InclusionProof? proof, ulong index, Hash leaf)
    {
        if (proof is null)
            return ProofResult.Refused(ProofFaults.NoProof(index));
        if (proof.Index != index)
            return ProofResult.Refused(ProofFaults.OtherIndex(index, proof.Index));
        if (!IsLeaf(proof.Leaf, leaf))
            return ProofResult.Refused(ProofFaults.OtherLeaf(index, proof.Leaf, leaf));
        if (TreeOf(proof.At, proof.Root) is not { } tree)
            return ProofResult.Refused(ProofFaults.NoTree(proof.At, proof.Root));
        return Included(index, leaf, proof.Path, tree, nodes: null) ?? new ProofResult(tree, null);
    }

    /// <summary>Checks the answer of Consistency: the log now goes on from the one trusted.</summary>
    /// <param name="proof">From the ledger; null for none.</param>
    /// <param name="trusted">Whose last index was asked for; not <see cref="TrustedRoot.None"/>.</param>
    /// <exception cref="ArgumentException">Nothing is trusted.</exception>
    public static ProofResult CheckExtension(ConsistencyProof? proof, TrustedRoot trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (trusted.IsNone)
            throw new ArgumentException("Every log goes on from nothing.", nameof(trusted));
        if (proof is null)
            return ProofResult.Refused(ProofFaults.NoProof());
        if (proof.First != trusted.LastIndex)
            return ProofResult.Refused(OtherBeginning(trusted, $"entry {proof.First}", $"the proof is for the tree that ends with entry {proof.First}, asked for was {trusted.LastIndex}"));
        if (!proof.FirstRoot.IsEmpty && !IsLeaf(proof.FirstRoot, trusted.Hash))
            return ProofResult.Refused(OtherBeginning(trusted, ProofFaults.Hex(proof.FirstRoot), $"the proof begins at the root {ProofFaults.Hex(proof.FirstRoot)}, trusted is {trusted.Hash}"));
        return TreeOf(proof.Second, proof.SecondRoot) is { } tree
            ? Extends(trusted, tree, proof.Path)
            : ProofResult.Refused(ProofFaults.NoTree(proof.Second, proof.SecondRoot));
    }

    /// <summary>A tree as messages speak of it.</summary>
    /// <returns>Null if there is none that ends with this entry, or the root is no hash.</returns>
    internal static TrustedRoot? TreeOf(ulong lastIndex, ByteString root) =>
        lastIndex < TreeSize.Max && Hash.TryFromBytes(root.Span, out Hash hash) ? new TrustedRoot(lastIndex + 1, hash) : null;

    private static VerificationFault OtherBeginning(TrustedRoot trusted, string found, string reason) =>
        new(VerificationCheck.Consistency, $"a proof that begins at {trusted}", found) { Reason = reason };

    private static ProofResult? Included(ulong index, Hash leaf, RepeatedField<ByteString> path, TrustedRoot tree, KnownNodes? nodes)
    {
        Span<Hash> hashes = stackalloc Hash[WireHashes.LongestPath];
        if (!WireHashes.TryCopy(path, hashes))
            return ProofResult.Refused(ProofFaults.NoPath(VerificationCheck.Inclusion, $"a path from entry {index} to {tree}", index));
        ProofFault fault = nodes?.Verify(index, tree.Size, leaf, hashes[..path.Count], tree.Hash)
            ?? InclusionCheck.Verify(index, tree.Size, leaf, hashes[..path.Count], tree.Hash);
        return fault == ProofFault.None ? null : ProofResult.Refused(ProofFaults.NotIncluded(index, leaf, tree, fault));
    }

    private static ProofResult Extends(TrustedRoot trusted, TrustedRoot tree, RepeatedField<ByteString> path)
    {
        if (tree.Size < trusted.Size)
            return ProofResult.Refused(ProofFaults.Shorter(trusted, tree));
        // Nothing to compare with; what the ledger sent for "index 0" is for those who trust that.
        if (trusted.IsNone)
            return new ProofResult(tree, null);
        Span<Hash> hashes = stackalloc Hash[WireHashes.LongestPath];
        if (!WireHashes.TryCopy(path, hashes))
            return ProofResult.Refused(ProofFaults.NoPath(VerificationCheck.Consistency, $"a path from {trusted} to {tree}"));
        ProofFault fault = ConsistencyCheck.Verify(trusted.Size, trusted.Hash, tree.Size, tree.Hash, hashes[..path.Count]);
        return fault == ProofFault.None ? new ProofResult(tree, null) : ProofResult.Refused(ProofFaults.NoExtension(trusted, tree, fault));
    }

    private static bool IsLeaf(ByteString bytes, Hash leaf) => Hash.TryFromBytes(bytes.Span, out Hash hash) && hash == leaf;
}
