using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ConsistencyProof = ImmuFunctions.Core.Merkle.ConsistencyProof;
using InclusionProof = ImmuFunctions.Core.Merkle.InclusionProof;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>What a client remembers of a log: its size and root. Size 0 remembers nothing.</summary>
internal sealed record TrustedRoot(ulong Size, Hash Root)
{
    /// <summary>Index to send with safe calls.</summary>
    public Immudb.Schema.Index Index => new() { Index_ = Size == 0 ? 0 : Size - 1 };

    /// <summary>An empty root means an empty log; otherwise the index is that of the last entry.</summary>
    public static TrustedRoot From(RootIndex payload) =>
        payload.Root.IsEmpty ? new(0, Hash.EmptyTree) : new(payload.Index + 1, HashOf(payload.Root));

    /// <summary>Checks that a safe read answers with this key and value, in a log that extends this one.</summary>
    /// <param name="answer">To a call that carried <see cref="Index"/>.</param>
    /// <param name="key">What was asked for.</param>
    /// <param name="value">What was written.</param>
    /// <returns>The log the answer speaks of.</returns>
    /// <exception cref="BenchmarkException">Anything does not hold.</exception>
    public TrustedRoot Advance(SafeItem answer, ByteString key, ByteString value)
    {
        var (item, proof) = (answer.Item, answer.Proof);
        if (item.Key != key || item.Value != value)
            throw new BenchmarkException($"{key.ToStringUtf8()}: another key or value came back than was written");

        var now = new TrustedRoot(proof.At + 1, HashOf(proof.Root));
        var leaf = TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span);
        if (leaf != HashOf(proof.Leaf))
            throw new BenchmarkException($"{key.ToStringUtf8()}: the leaf is not that of the item");
        Require(InclusionProof.Verify(item.Index, now.Size, leaf, HashesOf(proof.InclusionPath), now.Root), "inclusion", key);
        if (Size > 0)
            Require(ConsistencyProof.Verify(Size, Root, now.Size, now.Root, HashesOf(proof.ConsistencyPath)), "consistency", key);
        return now;
    }

    private static void Require(ProofFault fault, string proof, ByteString key)
    {
        if (fault != ProofFault.None)
            throw new BenchmarkException($"{key.ToStringUtf8()}: the proof of {proof} does not hold ({fault})");
    }

    private static Hash HashOf(ByteString bytes) =>
        Hash.TryFromBytes(bytes.Span, out var hash) ? hash : throw new BenchmarkException("a hash of the answer is not 32 bytes long");

    private static Hash[] HashesOf(RepeatedField<ByteString> path) => [.. path.Select(HashOf)];
}
