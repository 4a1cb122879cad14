using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Scans;

/// <summary>History and Count: the versions of one key.</summary>
/// <remarks>Spec sections 7.11 and 7.12.</remarks>
internal static class KeyHistory
{
    /// <remarks>Newest first unless <c>reverse</c>. The offset is an entry's index, itself left out; 0 is none.
    /// Values as stored: a reference's history shows where it pointed.</remarks>
    public static async ValueTask<ItemList> HistoryAsync(OpenDatabase database, HistoryOptions request, CancellationToken cancellationToken)
    {
        var list = new ItemList();
        if (request.Key.IsEmpty)
            return list;
        KeyRules.RequireName(request.Key.Span);

        var budget = new ReplyBudget();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        ulong? beyond = request.Offset == 0 ? null : request.Offset;
        await foreach (KeyVersion version in snapshot
            .VersionsAsync(request.Key.Memory, oldestFirst: request.Reverse, beyond, cancellationToken).ConfigureAwait(false))
        {
            Entry entry = await EntryLookup.VersionAsync(snapshot, request.Key.Memory, version, cancellationToken).ConfigureAwait(false);
            budget.Take(entry);
            list.Items.Add(EntryItem.Of(entry));
            if ((ulong)list.Items.Count == request.Limit)
                break;
        }

        return list;
    }

    /// <remarks>Counts the versions of the key that <em>is</em> the prefix, as immudb does.</remarks>
    public static async ValueTask<ItemsCount> CountAsync(OpenDatabase database, KeyPrefix request, CancellationToken cancellationToken)
    {
        if (KeyRules.IsReserved(request.Prefix.Span))
            throw ImmuErrors.InvalidKeyPrefix();
        var count = new ItemsCount();
        if (request.Prefix.IsEmpty)
            return count;
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        await foreach (KeyVersion _ in snapshot
            .VersionsAsync(request.Prefix.Memory, oldestFirst: false, beyond: null, cancellationToken).ConfigureAwait(false))
            count.Count++;
        return count;
    }

    /// <remarks>Distinct keys and one tree record per entry: what immudb counts before it flushes.</remarks>
    public static async ValueTask<ItemsCount> CountAllAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return new ItemsCount { Count = await snapshot.CountKeysAsync(cancellationToken).ConfigureAwait(false) + snapshot.Size };
    }
}
