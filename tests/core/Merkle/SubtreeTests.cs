using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Merkle;

public sealed class SubtreeTests
{
    [Theory]
    [InlineData(0UL, 1UL, 0, 0UL)]
    [InlineData(6UL, 8UL, 1, 3UL)]
    [InlineData(0UL, 1UL << 63, 63, 0UL)]
    public void Node_CompleteSubtree_IsIt(ulong from, ulong to, int level, ulong index) =>
        Assert.Equal(new NodeId(level, index), new Subtree(from, to).Node);

    [Theory]
    [InlineData(0UL, 3UL)]
    [InlineData(1UL, 3UL)]
    [InlineData(2UL, 6UL)]
    [InlineData(5UL, 5UL)]
    public void Node_RaggedSubtree_Throws(ulong from, ulong to)
    {
        var subtree = new Subtree(from, to);

        Assert.False(subtree.IsComplete);
        Assert.Throws<InvalidOperationException>(() => subtree.Node);
    }
}
