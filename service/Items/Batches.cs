using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>SetBatch and GetBatch: many keys in one call.</summary>
/// <remarks>Spec section 7.4.</remarks>
internal static class Batches
{
    public static ValueTask<Index> SetBatchAsync(WriteCall call, KVList request)
    {
        if (request.KVs.Count == 0)
            throw ImmuErrors.EmptyBatch();

        var keys = new HashSet<ReadOnlyMemory<byte>>(request.KVs.Count, KeyEquality.Instance);
        var drafts = new EntryDraft[request.KVs.Count];
        for (int i = 0; i < drafts.Length; i++)
        {
            KeyValue item = request.KVs[i];
            if (!keys.Add(item.Key.Memory))
                throw ImmuErrors.DuplicateKeys();
            drafts[i] = SingleWrite.Plain(item.Key, item.Value);
        }

        return AppendAsync(call, drafts);
    }

    /// <remarks>Every answer comes from one snapshot.</remarks>
    public static async ValueTask<ItemList> GetBatchAsync(OpenDatabase database, KeyList request, CancellationToken cancellationToken)
    {
        var list = new ItemList();
        if (request.Keys.Count == 0)
            return list;

        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        foreach (Key key in request.Keys)
        {
            KeyRules.RequireName(key.Key_.Span);
            if (await EntryLookup.ResolveAsync(snapshot, key.Key_.Memory, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                budget.Take(entry);
                list.Items.Add(EntryItem.Of(entry));
            }
        }

        return list;
    }

    /// <summary>Appends a batch if it satisfies <see cref="BatchRules"/>; answers the index of its last entry.</summary>
    internal static async ValueTask<Index> AppendAsync(WriteCall call, EntryDraft[] drafts)
    {
        BatchRules.Require(drafts);
        Commit commit = await call.AppendAsync(drafts).ConfigureAwait(false);
        return new Index { Index_ = commit.FirstIndex + (ulong)commit.Count - 1 };
    }
}
