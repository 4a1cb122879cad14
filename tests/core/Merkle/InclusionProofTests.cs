using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class InclusionProofTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Verify_EveryReferenceProofOfASmallSize_Holds()
    {
        for (ulong size = 1; size <= 260; size++)
        {
            for (ulong index = 0; index < size; index++)
                Assert.Equal(ProofFault.None, Verify(index, size, Reference.Path(index, size), size));
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
        for (ulong index = 0; index < size; index += 1 + (size / 16))
        {
            var path = Reference.Path(index, size);
            var leaf = ReferenceTree.Leaf(index);
            var root = Reference.Root(0, size);
            Assert.All(ProofMutations.Of(path), spoiled =>
                Assert.NotEqual(ProofFault.None, InclusionProof.Verify(index, size, leaf, spoiled, root)));
            for (var bit = 0; bit < 256; bit += 51)
            {
                Assert.Equal(ProofFault.RootMismatch, InclusionProof.Verify(index, size, ProofMutations.Flip(leaf, bit), path, root));
                Assert.Equal(ProofFault.RootMismatch, InclusionProof.Verify(index, size, leaf, path, ProofMutations.Flip(root, bit)));
            }
        }
    }

    [Fact]
    public void Verify_WrongIndexOrSize_IsRejected()
    {
        for (ulong size = 1; size <= 40; size++)
        {
            for (ulong index = 0; index < size; index++)
            {
                var path = Reference.Path(index, size);
                for (ulong other = 0; other <= 80; other++)
                {
                    var otherIndex = InclusionProof.Verify(other, size, ReferenceTree.Leaf(index), path, Reference.Root(0, size));
                    Assert.Equal(other == index, otherIndex == ProofFault.None);
                    Assert.Equal(other == size, Verify(index, other, path, other) == ProofFault.None);
                }
            }
        }
    }

    [Fact]
    public void Verify_WrongShape_SaysWhy()
    {
        var leaf = ReferenceTree.Leaf(0);

        Assert.Equal(ProofFault.IndexBeyondSize, InclusionProof.Verify(0, 0, leaf, [], Hash.EmptyTree));
        Assert.Equal(ProofFault.IndexBeyondSize, InclusionProof.Verify(5, 5, leaf, [leaf], leaf));
        Assert.Equal(ProofFault.PathTooLong, InclusionProof.Verify(0, 1, leaf, [leaf], leaf));
        Assert.Equal(ProofFault.PathTooShort, InclusionProof.Verify(0, 2, leaf, [], leaf));
        Assert.Equal(ProofFault.PathTooLong, InclusionProof.Verify(0, ulong.MaxValue, leaf, new Hash[65], leaf));
        Assert.Equal(ProofFault.RootMismatch, InclusionProof.Verify(0, ulong.MaxValue, leaf, new Hash[64], leaf));
        Assert.Equal(ProofFault.PathTooShort, InclusionProof.Verify(0, ulong.MaxValue, leaf, new Hash[63], leaf));
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    [InlineData((1UL << 62) + 1)]
    [InlineData(0x5555_5555_5555_5555UL)]
    public void Verify_LargestTrees_Holds(ulong size)
    {
        var uniform = new UniformTree();
        ulong[] indexes = [0, 1, 2, 255, 256, size / 3, size / 2, size - 2, size - 1];

        Assert.All(indexes, index => Assert.Equal(
            ProofFault.None,
            InclusionProof.Verify(index, size, uniform.Leaf, uniform.Inclusion(index, size), uniform.Root(size))));
    }

    [Fact]
    public void Verify_Garbage_IsRejectedAndNeverThrows()
    {
        var random = new Random(21);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[32 * random.Next(0, 70)];
            random.NextBytes(bytes);
            var size = (ulong)random.NextInt64() >> random.Next(0, 63);
            var index = (ulong)random.NextInt64() >> random.Next(0, 63);
            Assert.NotEqual(ProofFault.None, InclusionProof.Verify(index, size, ReferenceTree.Leaf(1), Hash.AsHashes(bytes), ReferenceTree.Leaf(2)));
        }
    }

    private static ProofFault Verify(ulong index, ulong size, Hash[] path, ulong rootSize) =>
        InclusionProof.Verify(index, size, ReferenceTree.Leaf(index), path, Reference.Root(0, rootSize));
}
