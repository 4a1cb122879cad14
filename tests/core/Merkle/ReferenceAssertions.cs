using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>Compares what the tree keeps with the reference.</summary>
public static class ReferenceAssertions
{
    /// <summary>The tail has the root of its size, holds exactly the nodes of partial tiles, and each is right.</summary>
    public static void AssertLike(this ReferenceTree reference, TreeTail tail)
    {
        Assert.Equal(reference.Root(0, tail.Size), tail.Root);
        var partial = new List<TileId>();
        TreeTail.AddPartialTiles(tail.Size, partial);
        for (var level = 0; level < 24; level++)
        {
            // The last tile's worth of nodes of each level, and one node too many.
            var end = tail.Size >> level;
            for (var index = end - Math.Min(end, 256UL >> (level % 8)); index <= end; index++)
            {
                var node = new NodeId(level, index);
                var held = index < end && partial.Contains(node.Tile);
                Assert.Equal(held, tail.TryGetNode(node, out var hash));
                if (held)
                    Assert.Equal(reference.Root(node.From, node.To), hash);
            }
        }
    }

    /// <summary>The tile is full and right.</summary>
    public static void AssertLike(this ReferenceTree reference, Tile tile)
    {
        Assert.True(tile.IsFull);
        var first = new NodeId(8 * tile.Id.Level, 256 * tile.Id.Index);
        for (var i = 0; i < 256; i++)
        {
            var node = first with { Index = first.Index + (ulong)i };
            Assert.Equal(reference.Root(node.From, node.To), tile.Hashes[i]);
        }

        var root = new NodeId(8 * (tile.Id.Level + 1), tile.Id.Index);
        Assert.Equal(reference.Root(root.From, root.To), tile.Root());
    }
}
