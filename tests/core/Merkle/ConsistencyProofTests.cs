using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class ConsistencyProofTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Verify_EveryReferenceProofOfASmallSize_Holds()
    {
        for (ulong size = 1; size <= 260; size++)
        {
            for (ulong oldSize = 1; oldSize <= size; oldSize++)
                Assert.Equal(ProofFault.None, Verify(oldSize, size, Reference.Proof(oldSize, size)));
        }
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(7UL)]
    [InlineData(8UL)]
    [InlineData(13UL)]
    [InlineData(33UL)]
    [InlineData(600UL)]
    public void Verify_SpoiledProof_IsRejected(ulong size)
    {
        for (ulong oldSize = 1; oldSize <= size; oldSize += 1 + (size / 16))
        {
            var path = Reference.Proof(oldSize, size);
            var oldRoot = Reference.Root(0, oldSize);
            var root = Reference.Root(0, size);
            Assert.All(ProofMutations.Of(path), spoiled =>
                Assert.NotEqual(ProofFault.None, ConsistencyProof.Verify(oldSize, oldRoot, size, root, spoiled)));
            for (var bit = 0; bit < 256; bit += 51)
            {
                Assert.NotEqual(ProofFault.None, ConsistencyProof.Verify(oldSize, ProofMutations.Flip(oldRoot, bit), size, root, path));
                Assert.Equal(ProofFault.RootMismatch, ConsistencyProof.Verify(oldSize, oldRoot, size, ProofMutations.Flip(root, bit), path));
            }
        }
    }

    [Fact]
    public void Verify_WrongSizes_IsRejected()
    {
        for (ulong size = 2; size <= 40; size++)
        {
            for (ulong oldSize = 1; oldSize < size; oldSize++)
            {
                var path = Reference.Proof(oldSize, size);
                for (ulong other = 1; other <= 80; other++)
                {
                    Assert.Equal(other == oldSize, Verify(other, size, path) == ProofFault.None);
                    Assert.Equal(other == size, Verify(oldSize, other, path) == ProofFault.None);
                }
            }
        }
    }

    [Fact]
    public void Verify_RewrittenHistory_IsRejected()
    {
        // The server's new tree is honest in itself but its leaf 3 is not the one the client's old root covers.
        var forged = ReferenceTree.Leaves(0, 12);
        forged[3] = ReferenceTree.Leaf(99);
        var tree = new GrownTree();
        tree.Append(forged);

        var fault = ConsistencyProof.Verify(7, Reference.Root(0, 7), 12, tree.Tail.Root, tree.Consistency(7, 12));

        Assert.Equal(ProofFault.OldRootMismatch, fault);
    }

    [Fact]
    public void Verify_WrongShape_SaysWhy()
    {
        var one = Reference.Root(0, 1);
        var two = Reference.Root(0, 2);

        Assert.Equal(ProofFault.OldSizeBeyondSize, ConsistencyProof.Verify(2, two, 1, one, []));
        Assert.Equal(ProofFault.PathTooShort, ConsistencyProof.Verify(1, one, 2, two, []));
        Assert.Equal(ProofFault.PathTooLong, ConsistencyProof.Verify(2, two, 2, two, [one]));
        Assert.Equal(ProofFault.RootMismatch, ConsistencyProof.Verify(2, two, 2, one, []));
        Assert.Equal(ProofFault.PathTooLong, ConsistencyProof.Verify(0, Hash.EmptyTree, 2, two, [one]));
        Assert.Equal(ProofFault.PathTooLong, ConsistencyProof.Verify(1, one, ulong.MaxValue, two, new Hash[65]));
        Assert.Equal(ProofFault.PathTooShort, ConsistencyProof.Verify(1, one, ulong.MaxValue, two, new Hash[63]));
        Assert.Equal(ProofFault.PathTooShort, ConsistencyProof.Verify(3, one, ulong.MaxValue, two, new Hash[1]));
    }

    [Fact]
    public void Verify_OldTreeWithoutLeaves_HoldsForTheEmptyRootOnly()
    {
        var two = Reference.Root(0, 2);

        Assert.Equal(ProofFault.None, ConsistencyProof.Verify(0, Hash.EmptyTree, 0, Hash.EmptyTree, []));
        Assert.Equal(ProofFault.None, ConsistencyProof.Verify(0, Hash.EmptyTree, 2, two, []));
        Assert.Equal(ProofFault.OldRootMismatch, ConsistencyProof.Verify(0, two, 2, two, []));
        Assert.Equal(ProofFault.RootMismatch, ConsistencyProof.Verify(0, Hash.EmptyTree, 0, two, []));
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    [InlineData((1UL << 62) + 1)]
    [InlineData(0x5555_5555_5555_5555UL)]
    public void Verify_LargestTrees_Holds(ulong size)
    {
        var uniform = new UniformTree();
        ulong[] oldSizes = [1, 2, 3, 255, 256, 257, size / 3, size / 2, 1UL << 62, size - 1, size];

        Assert.All(oldSizes, oldSize => Assert.Equal(
            ProofFault.None,
            ConsistencyProof.Verify(oldSize, uniform.Root(oldSize), size, uniform.Root(size), uniform.Consistency(oldSize, size))));
    }

    [Fact]
    public void Verify_Garbage_IsRejectedAndNeverThrows()
    {
        var random = new Random(22);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[32 * random.Next(0, 70)];
            random.NextBytes(bytes);
            var size = (ulong)random.NextInt64() >> random.Next(0, 63);
            var oldSize = (ulong)random.NextInt64() >> random.Next(0, 63);
            Assert.NotEqual(ProofFault.None, ConsistencyProof.Verify(oldSize, ReferenceTree.Leaf(1), size, ReferenceTree.Leaf(2), Hash.AsHashes(bytes)));
        }
    }

    private static ProofFault Verify(ulong oldSize, ulong size, Hash[] path) =>
        ConsistencyProof.Verify(oldSize, Reference.Root(0, oldSize), size, Reference.Root(0, size), path);
}
