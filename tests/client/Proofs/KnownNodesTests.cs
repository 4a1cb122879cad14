using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Core.Tests.Merkle;
using Xunit;

namespace ImmuFunctions.Client.Tests.Proofs;

public sealed class KnownNodesTests
{
    private static readonly ReferenceTree Reference = new();

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(7UL)]
    [InlineData(64UL)]
    [InlineData(65UL)]
    [InlineData(600UL)]
    public void Verify_EveryLeafAgainAndAgain_Holds(ulong size)
    {
        var known = new KnownNodes();
        for (int round = 0; round < 3; round++)
        {
            for (ulong index = 0; index < size; index++)
                Assert.Equal(ProofFault.None, known.Verify(index, size, ReferenceTree.Leaf(index), Reference.Path(index, size), Reference.Root(0, size)));
        }
    }

    // Whatever is remembered of honest proofs by then.
    [Theory]
    [InlineData(2UL)]
    [InlineData(7UL)]
    [InlineData(33UL)]
    [InlineData(64UL)]
    [InlineData(600UL)]
    public void Verify_SpoiledProof_IsAnsweredAsWithoutMemory(ulong size)
    {
        var known = new KnownNodes();
        Hash root = Reference.Root(0, size);
        for (int round = 0; round < 2; round++)
        {
            for (ulong index = 0; index < size; index++)
                known.Verify(index, size, ReferenceTree.Leaf(index), Reference.Path(index, size), root);
        }

        for (ulong index = 0; index < size; index += 1 + (size / 16))
        {
            Hash[] path = Reference.Path(index, size);
            Hash leaf = ReferenceTree.Leaf(index);
            Assert.All(ProofMutations.Of(path), spoiled =>
            {
                ProofFault fault = known.Verify(index, size, leaf, spoiled, root);
                Assert.NotEqual(ProofFault.None, fault);
                Assert.Equal(InclusionProof.Verify(index, size, leaf, spoiled, root), fault);
            });
            Assert.Equal(ProofFault.RootMismatch, known.Verify(index, size, ProofMutations.Flip(leaf, 7), path, root));
            Assert.Equal(ProofFault.RootMismatch, known.Verify(index, size, leaf, path, ProofMutations.Flip(root, 7)));
            Assert.Equal(ProofFault.IndexBeyondSize, known.Verify(size + index, size, leaf, path, root));
            if ((index ^ 1) < size)
                Assert.Equal(ProofFault.RootMismatch, known.Verify(index ^ 1, size, leaf, Reference.Path(index ^ 1, size), root));
        }
    }

    [Fact]
    public void Verify_TreesInTurns_AreNotTakenForOneAnother()
    {
        var known = new KnownNodes();
        for (ulong size = 1; size <= 80; size++)
        {
            for (int round = 0; round < 3; round++)
            {
                for (ulong index = 0; index < size; index += 3)
                {
                    Hash[] path = Reference.Path(index, size);
                    Assert.Equal(ProofFault.None, known.Verify(index, size, ReferenceTree.Leaf(index), path, Reference.Root(0, size)));
                    Assert.NotEqual(ProofFault.None, known.Verify(index, size + 1, ReferenceTree.Leaf(index), path, Reference.Root(0, size + 1)));
                }
            }
        }
    }
}
