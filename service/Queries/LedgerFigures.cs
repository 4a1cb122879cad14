using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Queries;

/// <summary>Stats: figures about a ledger.</summary>
internal static class LedgerFigures
{
    public static async ValueTask<StatsReply> StatsAsync(OpenDatabase database, StatsRequest request, CancellationToken cancellationToken)
    {
        LedgerStats stats = await database.Ledger.StatsAsync(cancellationToken).ConfigureAwait(false);
        StatsReply reply = ReplyOf(stats);
        if (request.ExactKeys)
        {
            Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            reply.Keys = await snapshot.CountKeysAsync(cancellationToken).ConfigureAwait(false);
        }

        return reply;
    }

    private static StatsReply ReplyOf(LedgerStats stats)
    {
        var reply = new StatsReply
        {
            Entries = stats.Entries,
            Root = new RootIndex(),
            KeysAtMost = stats.KeysAtMost,
            LogBytes = (ulong)stats.LogBytes,
            IndexBytes = (ulong)stats.IndexBytes,
            Cache = new CacheFigures
            {
                Bytes = (ulong)stats.CacheBytes,
                BudgetBytes = (ulong)stats.CacheBudgetBytes,
                Hits = (ulong)stats.CacheHits,
                Misses = (ulong)stats.CacheMisses,
            },
            TailEntries = stats.TailEntries,
            HasValueIndex = stats.HasValueIndex,
        };
        if (stats.Entries > 0)
        {
            reply.Root.Index = stats.Entries - 1;
            reply.Root.Root = UnsafeByteOperations.UnsafeWrap(stats.Root.ToArray());
        }

        reply.Runs.AddRange(stats.Runs.Select(run => new RunFigures
        {
            From = run.From,
            To = run.To,
            Rows = (ulong)run.Rows,
            Keys = (ulong)run.Keys,
            Bytes = (ulong)run.Bytes,
        }));
        return reply;
    }
}
