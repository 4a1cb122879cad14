using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Client.Trust;
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
    public static ProofResult CheckEntry(Proof? proof, Hash leaf, TrustedRoot trusted)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (proof is null)
            return ProofResult.Refused("the answer has no proof");
        if (!IsLeaf(proof.Leaf, leaf))
            return ProofResult.Refused($"the proof is of the leaf {Hex(proof.Leaf)}, the entry's is {leaf}");
        if (TreeOf(proof.At, proof.Root) is not { } tree)
            return ProofResult.Refused($"no tree ends with entry {proof.At} and has the root {Hex(proof.Root)}");
        return Included(proof.Index, leaf, proof.InclusionPath, tree) ?? Extends(trusted, tree, proof.ConsistencyPath);
    }

    /// <summary>Checks the answer of Inclusion.</summary>
    /// <param name="proof">From the ledger; null for none.</param>
    /// <param name="index">What was asked for.</param>
    /// <param name="leaf">The entry's leaf, computed by the caller.</param>
    /// <returns>The root it speaks of, which nothing yet shows to be the log's.</returns>
    public static ProofResult CheckInclusion(InclusionProof? proof, ulong index, Hash leaf)
    {
        if (proof is null)
            return ProofResult.Refused("the answer has no proof");
        if (proof.Index != index)
            return ProofResult.Refused($"the proof is of entry {proof.Index}, asked for was {index}");
        if (!IsLeaf(proof.Leaf, leaf))
            return ProofResult.Refused($"the proof is of the leaf {Hex(proof.Leaf)}, the entry's is {leaf}");
        if (TreeOf(proof.At, proof.Root) is not { } tree)
            return ProofResult.Refused($"no tree ends with entry {proof.At} and has the root {Hex(proof.Root)}");
        return Included(index, leaf, proof.Path, tree) ?? new ProofResult(tree, null);
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
            return ProofResult.Refused("the answer has no proof");
        if (proof.First != trusted.LastIndex)
            return ProofResult.Refused($"the proof is for the tree that ends with entry {proof.First}, asked for was {trusted.LastIndex}");
        if (!proof.FirstRoot.IsEmpty && !IsLeaf(proof.FirstRoot, trusted.Hash))
            return ProofResult.Refused($"the proof begins at the root {Hex(proof.FirstRoot)}, trusted is {trusted.Hash}");
        return TreeOf(proof.Second, proof.SecondRoot) is { } tree
            ? Extends(trusted, tree, proof.Path)
            : ProofResult.Refused($"no tree ends with entry {proof.Second} and has the root {Hex(proof.SecondRoot)}");
    }

    private static ProofResult? Included(ulong index, Hash leaf, RepeatedField<ByteString> path, TrustedRoot tree)
    {
        if (WireHashes.Path(path) is not { } hashes)
            return ProofResult.Refused("the path from the entry to the root is none");
        ProofFault fault = InclusionCheck.Verify(index, tree.Size, leaf, hashes, tree.Hash);
        return fault == ProofFault.None ? null : ProofResult.Refused($"entry {index} with the leaf {leaf} is not in the tree of {tree} ({fault})");
    }

    private static ProofResult Extends(TrustedRoot trusted, TrustedRoot tree, RepeatedField<ByteString> path)
    {
        if (tree.Size < trusted.Size)
            return ProofResult.Refused($"the log has {tree}; it had {trusted} before");
        // Nothing to compare with; what the ledger sent for "index 0" is for those who trust that.
        if (trusted.IsNone)
            return new ProofResult(tree, null);
        if (WireHashes.Path(path) is not { } hashes)
            return ProofResult.Refused("the path from the trusted root is none");
        ProofFault fault = ConsistencyCheck.Verify(trusted.Size, trusted.Hash, tree.Size, tree.Hash, hashes);
        return fault == ProofFault.None
            ? new ProofResult(tree, null)
            : ProofResult.Refused($"the log of {tree} does not go on from that of {trusted} ({fault})");
    }

    private static TrustedRoot? TreeOf(ulong lastIndex, ByteString root) =>
        lastIndex < TreeSize.Max && Hash.TryFromBytes(root.Span, out Hash hash) ? new TrustedRoot(lastIndex + 1, hash) : null;

    private static bool IsLeaf(ByteString bytes, Hash leaf) => Hash.TryFromBytes(bytes.Span, out Hash hash) && hash == leaf;

    // What is no hash may be of any length.
    private static string Hex(ByteString bytes) => bytes.Length <= Hash.Size ? Convert.ToHexStringLower(bytes.Span) : $"of {bytes.Length} bytes";
}
