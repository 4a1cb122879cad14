using System.Text;
using System.Text.Json;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>Roots and proofs as a running immudb 0.8.1 gave them. Its wire names trees by their last leaf's index, size - 1.</summary>
public sealed class ImmudbVectorTests
{
    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "immudb-0.8.json"))).RootElement;

    private static readonly GrownTree Tree = Dataset(1000);

    [Fact]
    public void Root_EverySizeListed_IsImmudbs()
    {
        foreach (var vector in Vectors.GetProperty("roots").EnumerateArray())
        {
            var size = vector.GetProperty("size").GetUInt64();
            // immudb sends no root for a log without entries.
            var expected = size == 0 ? Hash.EmptyTree : Hash.Parse(vector.GetProperty("root").GetString()!);

            Assert.Equal(expected, Dataset((int)size).Tail.Root);
            Assert.Equal(expected, Spine.At(size, Tree).Root);
        }
    }

    [Fact]
    public void Inclusion_EveryVector_IsBuiltAndVerified()
    {
        foreach (var vector in Vectors.GetProperty("inclusion").EnumerateArray())
        {
            var index = vector.GetProperty("index").GetUInt64();
            var size = vector.GetProperty("at").GetUInt64() + 1;
            var path = Hashes(vector.GetProperty("path"));
            var leaf = Hash.Parse(vector.GetProperty("leaf").GetString()!);
            var root = Hash.Parse(vector.GetProperty("root").GetString()!);

            Assert.Equal(path, Tree.Inclusion(index, size));
            Assert.Equal(leaf, Tree.Node(new NodeId(0, index)));
            Assert.Equal(ProofFault.None, InclusionProof.Verify(index, size, leaf, path, root));
        }
    }

    [Fact]
    public void Consistency_EveryVector_IsBuiltAndVerified()
    {
        foreach (var vector in Vectors.GetProperty("consistency").EnumerateArray())
        {
            var oldSize = vector.GetProperty("first").GetUInt64() + 1;
            var size = vector.GetProperty("second").GetUInt64() + 1;
            var path = Hashes(vector.GetProperty("path"));
            var oldRoot = Hash.Parse(vector.GetProperty("first_root").GetString()!);
            var root = Hash.Parse(vector.GetProperty("second_root").GetString()!);

            Assert.Equal(path, Tree.Consistency(oldSize, size));
            Assert.Equal(ProofFault.None, ConsistencyProof.Verify(oldSize, oldRoot, size, root, path));
        }
    }

    /// <summary>Entry i has key and value i, in decimal.</summary>
    private static GrownTree Dataset(int size)
    {
        var tree = new GrownTree();
        tree.Append([.. Enumerable.Range(0, size).Select(i =>
        {
            var text = Encoding.ASCII.GetBytes($"{i}");
            return TreeHash.Leaf((ulong)i, text, text);
        })]);
        return tree;
    }

    private static Hash[] Hashes(JsonElement path) => [.. path.EnumerateArray().Select(hash => Hash.Parse(hash.GetString()!))];
}
