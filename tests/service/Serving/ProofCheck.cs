using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;
using ConsistencyProof = ImmuFunctions.Core.Merkle.ConsistencyProof;
using InclusionProof = ImmuFunctions.Core.Merkle.InclusionProof;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>Checks proofs as a client does: spec section 3.1.</summary>
internal static class ProofCheck
{
    /// <summary>That the proof shows (key, value) at its index, and that the tree goes on from <paramref name="trusted"/>.</summary>
    public static void Holds(Proof proof, ByteString key, ByteString value, Root? trusted = null)
    {
        Hash leaf = TreeHash.Leaf(proof.Index, key.Span, value.Span);
        Assert.Equal(leaf, HashOf(proof.Leaf));
        Assert.Equal(ProofFault.None, InclusionProof.Verify(proof.Index, proof.At + 1, leaf, Hashes(proof.InclusionPath), HashOf(proof.Root)));
        if (trusted is { Payload.Root.IsEmpty: false })
            Continues(trusted, proof.At, proof.Root, proof.ConsistencyPath);
    }

    /// <summary>That the tree ending with entry <paramref name="at"/> goes on from <paramref name="trusted"/>.</summary>
    public static void Continues(Root trusted, ulong at, ByteString root, RepeatedField<ByteString> path) =>
        Assert.Equal(
            ProofFault.None,
            ConsistencyProof.Verify(trusted.Payload.Index + 1, HashOf(trusted.Payload.Root), at + 1, HashOf(root), Hashes(path)));

    public static Hash HashOf(ByteString bytes) => Hash.FromBytes(bytes.Span);

    public static Hash[] Hashes(RepeatedField<ByteString> path) => [.. path.Select(HashOf)];
}
