using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Dumps;

/// <summary>Dump: the whole database as a stream, from one snapshot.</summary>
/// <remarks>
/// Spec section 7.14. Keys ascending: first the tree's records, then every key with its versions newest first, the
/// flush mark in its place among them. One message is in memory at a time; writes go on meanwhile and are not seen.
/// </remarks>
internal static class DatabaseDump
{
    /// <summary>1 MiB: clients refuse messages over 4 MiB, at which immudb itself only begins to close one.</summary>
    public const int MessageBytes = 1 << 20;

    public static async ValueTask DumpAsync(OpenDatabase database, Func<DumpKVList, ValueTask> send, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Size == 0)
            return;
        var messages = new ListMessages<DumpKVList, DumpKV>(MessageBytes, list => list.Kv, send);
        await TreeAsync(snapshot, messages, cancellationToken).ConfigureAwait(false);
        await KeysAsync(snapshot, messages, cancellationToken).ConfigureAwait(false);
        await messages.FlushAsync().ConfigureAwait(false);
    }

    private static async ValueTask TreeAsync(Snapshot snapshot, ListMessages<DumpKVList, DumpKV> messages, CancellationToken cancellationToken)
    {
        await foreach (TreeNode node in TreeWalk.NodesAsync(snapshot, cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> entryKey = node.Level == 0
                ? (await snapshot.EntryAsync(node.Position, cancellationToken).ConfigureAwait(false)).Key
                : default;
            await messages.AddAsync(DumpRecord.Of(node, entryKey.Span)).ConfigureAwait(false);
        }
    }

    private static async ValueTask KeysAsync(Snapshot snapshot, ListMessages<DumpKVList, DumpKV> messages, CancellationToken cancellationToken)
    {
        bool marked = false;
        await foreach (KeyRow row in snapshot.ScanAsync(default, after: null, reverse: false, cancellationToken).ConfigureAwait(false))
        {
            if (!marked && row.Key.Span.SequenceCompareTo(KeyRules.FlushMark) > 0)
            {
                marked = true;
                await messages.AddAsync(DumpRecord.FlushMark(snapshot.Size)).ConfigureAwait(false);
            }

            await foreach (KeyVersion version in snapshot
                .VersionsAsync(row.Key, oldestFirst: false, beyond: null, cancellationToken).ConfigureAwait(false))
            {
                Entry entry = await EntryLookup.VersionAsync(snapshot, row.Key, version, cancellationToken).ConfigureAwait(false);
                await messages.AddAsync(DumpRecord.Of(entry)).ConfigureAwait(false);
            }
        }

        if (!marked)
            await messages.AddAsync(DumpRecord.FlushMark(snapshot.Size)).ConfigureAwait(false);
    }
}
