using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using Merkle = ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>What a client remembers of a log. Size 0 remembers nothing.</summary>
/// <param name="Size">Number of entries; the wire's root index plus one.</param>
/// <param name="Root">RFC 6962 root over them.</param>
internal readonly record struct TrustedRoot(ulong Size, Hash Root)
{
    /// <summary>Index to send with safe calls.</summary>
    public Immudb.Schema.Index Index => new() { Index_ = Size == 0 ? 0 : Size - 1 };

    /// <summary>An empty root means an empty log; otherwise the index is that of the last entry.</summary>
    public static TrustedRoot From(RootIndex payload) =>
        payload.Root.IsEmpty ? new(0, Hash.EmptyTree) : new(payload.Index + 1, Hash.FromBytes(payload.Root.Span));

    /// <summary>Fails unless <paramref name="proof"/> shows this log to be a prefix of a later one, which is returned.</summary>
    public TrustedRoot Advance(ConsistencyProof proof)
    {
        var now = new TrustedRoot(proof.Second + 1, Hash.FromBytes(proof.SecondRoot.Span));
        Assert.Equal(Size - 1, proof.First);
        AssertConsistent(now, proof.Path);
        return now;
    }

    /// <summary>Fails unless <paramref name="proof"/> shows the entry in a log that extends this one, which is returned.</summary>
    public TrustedRoot Advance(Proof proof, ByteString key, ByteString value)
    {
        var leaf = TreeHash.Leaf(proof.Index, key.Span, value.Span);
        var now = new TrustedRoot(proof.At + 1, Hash.FromBytes(proof.Root.Span));
        Assert.Equal(leaf, Hash.FromBytes(proof.Leaf.Span));
        Assert.Equal(
            Merkle.ProofFault.None,
            Merkle.InclusionProof.Verify(proof.Index, now.Size, leaf, Hashes(proof.InclusionPath), now.Root));
        if (Size > 0)
            AssertConsistent(now, proof.ConsistencyPath);
        return now;
    }

    private void AssertConsistent(TrustedRoot now, RepeatedField<ByteString> path) =>
        Assert.Equal(
            Merkle.ProofFault.None, Merkle.ConsistencyProof.Verify(Size, Root, now.Size, now.Root, Hashes(path)));

    private static Hash[] Hashes(RepeatedField<ByteString> path) => [.. path.Select(hash => Hash.FromBytes(hash.Span))];
}
