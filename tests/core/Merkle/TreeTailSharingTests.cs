using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>Tails share tiles; none may see what another writes.</summary>
public sealed class TreeTailSharingTests
{
    private static readonly ReferenceTree Reference = new();

    [Fact]
    public void Append_AfterADiscardedAppend_IsAsIfItNeverWas()
    {
        var before = TreeTail.Empty.Append(ReferenceTree.Leaves(0, 250), []);
        var other = ReferenceTree.Leaves(5_000, 5_300);
        var discardedTiles = new List<Tile>();
        var discarded = before.Append(other, discardedTiles);

        var filled = new List<Tile>();
        var after = before.Append(ReferenceTree.Leaves(250, 600), filled);

        Reference.AssertLike(before);
        Reference.AssertLike(after);
        Assert.All(filled, Reference.AssertLike);
        // Even the discarded branch stays what it was.
        Assert.Equal(other[..6], discardedTiles[0].Hashes[250..].ToArray());
        Assert.Equal(other[6..262], discardedTiles[1].Hashes.ToArray());
        Assert.True(discarded.TryGetNode(new NodeId(0, 549), out var last));
        Assert.Equal(other[^1], last);
    }

    [Fact]
    public void Append_ManyDiscardedAppends_NoTailEverChanges()
    {
        var random = new Random(8);
        var tails = new List<TreeTail> { TreeTail.Empty };
        var tiles = new List<Tile>();
        while (tails[^1].Size < 70_000)
        {
            var size = tails[^1].Size;
            tails[^1].Append(ReferenceTree.Leaves(1_000_000, 1_000_000 + (ulong)random.Next(1, 600)), []);
            tails[^1].Append(ReferenceTree.Leaves(2_000_000, 2_000_000 + (ulong)random.Next(1, 20)), []);
            tails.Add(tails[^1].Append(ReferenceTree.Leaves(size, size + (ulong)random.Next(1, 900)), tiles));
        }

        Assert.All(tails, Reference.AssertLike);
        Assert.All(tiles, Reference.AssertLike);
    }

    [Fact]
    public async Task Append_WhileOthersReadOlderTails_TheyStayConsistent()
    {
        var newest = TreeTail.Empty;
        var leaves = ReferenceTree.Leaves(0, 37);
        var writer = Task.Run(() =>
        {
            while (newest.Size < 20_000)
            {
                newest.Append(leaves.AsSpan(5), []);
                Volatile.Write(ref newest, newest.Append(leaves, []));
            }
        }, TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!writer.IsCompleted)
            {
                var tail = Volatile.Read(ref newest);
                Assert.Equal(tail.Root, Spine.At(tail.Size, new TailNodes(tail)).Root);
            }
        }, TestContext.Current.CancellationToken));

        await Task.WhenAll(readers.Append(writer));
    }

    private readonly struct TailNodes(TreeTail tail) : INodeSource
    {
        public Hash Node(NodeId node) => tail.TryGetNode(node, out var hash) ? hash : throw new InvalidOperationException($"{node} is missing.");
    }
}
