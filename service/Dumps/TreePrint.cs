using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Dumps;

/// <summary>PrintTree: the whole tree as one reply, for display.</summary>
/// <remarks>Spec section 7.15. Bounded at <see cref="MaxEntries"/>, since the reply holds two nodes per entry; a larger
/// tree is RESOURCE_EXHAUSTED. <c>cache</c> is never set: no node here is only in memory.</remarks>
internal static class TreePrint
{
    /// <summary>The most entries whose tree is printed.</summary>
    public const int MaxEntries = 65_536;

    public static async ValueTask<Tree> PrintTreeAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Size > MaxEntries)
            throw new RpcException(StatusCode.ResourceExhausted, $"the tree has {snapshot.Size} entries: up to {MaxEntries} are printed, use Dump instead");

        var tree = new Tree();
        int top = TreeWalk.TopLevel(snapshot.Size);
        await foreach (TreeNode node in TreeWalk.NodesAsync(snapshot, cancellationToken).ConfigureAwait(false))
        {
            if (tree.T.Count == node.Level)
                tree.T.Add(new Layer());
            var printed = new Node
            {
                I = UnsafeByteOperations.UnsafeWrap(TreeRecord.Key(node)),
                H = UnsafeByteOperations.UnsafeWrap(node.Digest.ToArray()),
                Root = node.Level == top,
            };
            if (node.Level == 0)
            {
                Entry entry = await snapshot.EntryAsync(node.Position, cancellationToken).ConfigureAwait(false);
                printed.Refk = UnsafeByteOperations.UnsafeWrap(entry.Key);
                printed.Ref = true;
            }

            tree.T[node.Level].L.Add(printed);
        }

        return tree;
    }
}
