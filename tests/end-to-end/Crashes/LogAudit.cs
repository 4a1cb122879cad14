using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Crashes;

/// <summary>Reads a whole log from outside and checks it against its own root.</summary>
internal static class LogAudit
{
    private const int PageSize = 500;

    /// <summary>Every entry in index order; fails unless the root recomputed from them is the root the host states.</summary>
    public static async Task<(TrustedRoot Root, IReadOnlyList<Item> Entries)> ReadAsync(Session session)
    {
        var root = await session.RootAsync();
        var entries = new List<Item>();
        for (var page = 1UL; (ulong)entries.Count < root.Size; page++)
        {
            var reply = await session.Client.IScanAsync(
                new IScanOptions { PageSize = PageSize, PageNumber = page }, session.Options);
            entries.AddRange(reply.Items);
            Assert.True(reply.Items.Count == PageSize || !reply.More, $"page {page} is short");
        }

        Assert.Equal(Enumerable.Range(0, (int)root.Size).Select(index => (ulong)index), entries.Select(entry => entry.Index));
        Hash[] leaves = [.. entries.Select(entry => TreeHash.Leaf(entry.Index, entry.Key.Span, entry.Value.Span))];
        Assert.Equal(root.Root, RootOf(leaves));
        return (root, entries);
    }

    /// <summary>RFC 6962's recursion, slow and plain.</summary>
    private static Hash RootOf(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length <= 1)
            return leaves.Length == 0 ? Hash.EmptyTree : leaves[0];
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return TreeHash.Node(RootOf(leaves[..left]), RootOf(leaves[left..]));
    }
}
