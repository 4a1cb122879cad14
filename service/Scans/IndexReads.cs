using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.Service.Proofs;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Scans;

/// <summary>ByIndex, BySafeIndex and IScan: entries by their place in the log, as stored.</summary>
/// <remarks>Spec section 7.10.</remarks>
internal static class IndexReads
{
    public static async ValueTask<Item> ByIndexAsync(OpenDatabase database, Index request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return EntryItem.Of(await EntryLookup.AtAsync(snapshot, request.Index_, cancellationToken).ConfigureAwait(false));
    }

    /// <remarks>Unlike the other Safe rpcs, the entry is looked up before the root index is judged.</remarks>
    public static async ValueTask<SafeItem> BySafeIndexAsync(OpenDatabase database, SafeIndexOptions request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        Entry entry = await EntryLookup.AtAsync(snapshot, request.Index, cancellationToken).ConfigureAwait(false);
        ulong trusted = TrustedRoot.RequireWithin(snapshot, request.RootIndex);
        return new SafeItem
        {
            Item = EntryItem.Of(entry),
            Proof = await ProofOf.EntryAsync(snapshot, entry.Index, snapshot.Size, trusted, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <remarks>Pages count from 1, and 0 is the first too. A page size of 0 is the first entry, whatever the page.</remarks>
    public static async ValueTask<Page> IScanAsync(OpenDatabase database, IScanOptions request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        UInt128 pageSize = request.PageSize == 0 ? 1 : request.PageSize;
        UInt128 pagesBefore = request.PageNumber == 0 || request.PageSize == 0 ? 0 : request.PageNumber - 1;
        UInt128 start = pagesBefore * pageSize;
        if (start >= snapshot.Size)
            throw ImmuErrors.IndexNotFound();

        UInt128 end = UInt128.Min(start + pageSize, snapshot.Size);
        var page = new Page { More = end < snapshot.Size };
        var budget = new ReplyBudget();
        for (ulong index = (ulong)start; index < (ulong)end; index++)
        {
            Entry entry = await snapshot.EntryAsync(index, cancellationToken).ConfigureAwait(false);
            budget.Take(entry);
            page.Items.Add(EntryItem.Of(entry));
        }

        return page;
    }
}
