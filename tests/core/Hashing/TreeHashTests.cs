using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Hashing;

public sealed class TreeHashTests
{
    [Fact]
    public void Leaf_OfTheVectors_HasTheirDigest() =>
        Assert.All(Immudb08Vectors.Section("leaves").EnumerateArray(), leaf => Assert.Equal(
            Hash.FromBytes(leaf.Bytes("digest")),
            TreeHash.Leaf(leaf.GetProperty("index").GetUInt64(), leaf.Bytes("key"), leaf.Bytes("value"))));

    [Fact]
    public void Leaf_OfTheVectorsLeafData_HasTheirDigest() =>
        Assert.All(Immudb08Vectors.Section("leaves").EnumerateArray(), leaf => Assert.Equal(
            Hash.FromBytes(leaf.Bytes("digest")),
            TreeHash.Leaf(leaf.Bytes("preimage").AsSpan(1))));

    [Fact]
    public void Leaf_OfTheVectorsDataset_HasTheirDigest() =>
        Assert.All(Immudb08Vectors.Section("dataset_leaves").EnumerateArray(), leaf =>
        {
            var index = leaf.GetProperty("index").GetUInt64();
            var text = Encoding.ASCII.GetBytes($"{index}");
            Assert.Equal(Hash.FromBytes(leaf.Bytes("digest")), TreeHash.Leaf(index, text, text));
        });

    [Fact]
    public void Node_OfTheVector_HasItsDigest()
    {
        var node = Immudb08Vectors.Section("node");

        var parent = TreeHash.Node(Hash.FromBytes(node.Bytes("left")), Hash.FromBytes(node.Bytes("right")));

        Assert.Equal(Hash.FromBytes(node.Bytes("digest")), parent);
    }

    [Fact]
    public void Leaf_OfEveryLength_MatchesThePlatform() =>
        Assert.All(Enumerable.Range(0, 600), length =>
        {
            var (key, value) = (Random(length / 3), Random(length - length / 3));
            var leafData = new byte[16 + length];
            BinaryPrimitives.WriteUInt64BigEndian(leafData, ulong.MaxValue - 5);
            BinaryPrimitives.WriteUInt64BigEndian(leafData.AsSpan(8), (ulong)key.Length);
            key.CopyTo(leafData, 16);
            value.CopyTo(leafData, 16 + key.Length);
            var expected = Hash.FromBytes(SHA256.HashData([0, .. leafData]));

            Assert.Equal(expected, TreeHash.Leaf(ulong.MaxValue - 5, key, value));
            Assert.Equal(expected, TreeHash.Leaf(leafData));
        });

    [Fact]
    public void Node_OfRandomChildren_MatchesThePlatform()
    {
        var (left, right) = (Random(Hash.Size), Random(Hash.Size + 1)[1..]);

        var parent = TreeHash.Node(Hash.FromBytes(left), Hash.FromBytes(right));

        Assert.Equal(SHA256.HashData([1, .. left, .. right]), parent.ToArray());
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
