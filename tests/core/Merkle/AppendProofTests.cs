using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class AppendProofTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Verify_EveryPairOfSmallSizes_Holds()
    {
        for (ulong size = 1; size <= 130; size++)
        {
            for (ulong oldSize = 0; oldSize < size; oldSize++)
                Assert.Equal(ProofFault.None, Verify(oldSize, size, ReferenceTree.Leaves(oldSize, size), Path(oldSize, size)));
        }
    }

    [Theory]
    [InlineData(0UL, 1UL)]
    [InlineData(0UL, 9UL)]
    [InlineData(1UL, 2UL)]
    [InlineData(5UL, 6UL)]
    [InlineData(6UL, 21UL)]
    [InlineData(8UL, 40UL)]
    [InlineData(33UL, 64UL)]
    [InlineData(300UL, 600UL)]
    public void Verify_AnyLeafChangedMissingOrTooMany_IsRejected(ulong oldSize, ulong size)
    {
        Hash[] leaves = ReferenceTree.Leaves(oldSize, size);
        Hash[] path = Path(oldSize, size);
        for (int i = 0; i < leaves.Length; i++)
        {
            Hash[] changed = [.. leaves];
            changed[i] = ProofMutations.Flip(changed[i], i % 256);
            Assert.Equal(ProofFault.RootMismatch, Verify(oldSize, size, changed, path));
        }

        Assert.NotEqual(ProofFault.None, Verify(oldSize, size, leaves[..^1], path));
        Assert.NotEqual(ProofFault.None, Verify(oldSize, size, [.. leaves, leaves[0]], path));
        Assert.NotEqual(ProofFault.None, Verify(oldSize, size, [], path));
    }

    [Theory]
    [InlineData(1UL, 2UL)]
    [InlineData(5UL, 6UL)]
    [InlineData(6UL, 21UL)]
    [InlineData(33UL, 64UL)]
    public void Verify_SpoiledPathOrRoot_IsRejected(ulong oldSize, ulong size)
    {
        Hash[] leaves = ReferenceTree.Leaves(oldSize, size);
        Hash[] path = Path(oldSize, size);
        (Hash oldRoot, Hash root) = (Reference.Root(0, oldSize), Reference.Root(0, size));

        Assert.All(ProofMutations.Of(path), spoiled => Assert.NotEqual(ProofFault.None, AppendProof.Verify(oldSize, oldRoot, leaves, root, spoiled)));
        Assert.NotEqual(ProofFault.None, AppendProof.Verify(oldSize, ProofMutations.Flip(oldRoot, 3), leaves, root, path));
        Assert.NotEqual(ProofFault.None, AppendProof.Verify(oldSize, oldRoot, leaves, ProofMutations.Flip(root, 3), path));
        Assert.Equal(ProofFault.IndexBeyondSize, AppendProof.Verify(TreeSize.Max, oldRoot, leaves, root, path));
    }

    private static ProofFault Verify(ulong oldSize, ulong size, Hash[] leaves, Hash[] path) => AppendProof.Verify(
        oldSize, oldSize == 0 ? Hash.EmptyTree : Reference.Root(0, oldSize), leaves, Reference.Root(0, size), path);

    private static Hash[] Path(ulong oldSize, ulong size) => oldSize == 0 ? [] : Reference.Proof(oldSize, size);
}
