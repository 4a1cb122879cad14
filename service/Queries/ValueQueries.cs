using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Items;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Queries;

/// <summary>FindByValue and KeysWithValue: entries by what they hold, a page at a time.</summary>
/// <remarks>The work for one page is bounded whatever is asked: a search that finds little answers with a short page and a cursor.</remarks>
internal static class ValueQueries
{
    /// <summary>Items in a page when a request states no limit.</summary>
    public const int DefaultLimit = 1_000;

    /// <summary>The most items in a page.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The most entries looked at for a page.</summary>
    public const int MaxRows = 20_000;

    public static ValueTask<ValuePage> FindByValueAsync(OpenDatabase database, ValueQuery request, CancellationToken cancellationToken) =>
        PageAsync(database, request, newestOnly: false, cancellationToken);

    public static ValueTask<ValuePage> KeysWithValueAsync(OpenDatabase database, ValueQuery request, CancellationToken cancellationToken) =>
        PageAsync(database, request, newestOnly: true, cancellationToken);

    private static async ValueTask<ValuePage> PageAsync(OpenDatabase database, ValueQuery request, bool newestOnly, CancellationToken cancellationToken)
    {
        if (request.ValueCase == ValueQuery.ValueOneofCase.None)
            throw ImmuErrors.ValueMissing();
        Snapshot snapshot = await database.Ledger.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        if (!snapshot.HasValueIndex)
            throw ImmuErrors.NoValueIndex();

        ValueCursor? start = request.After.IsEmpty ? null : ValueCursor.Parse(request.After.Span, snapshot);
        ValuePosition? after = start is { } cursor ? await cursor.PositionAsync(snapshot, cancellationToken).ConfigureAwait(false) : null;
        ulong size = start?.Size ?? snapshot.Size;
        bool isPrefix = request.ValueCase == ValueQuery.ValueOneofCase.Prefix;
        ReadOnlyMemory<byte> value = (isPrefix ? request.Prefix : request.Equal).Memory;
        NewestVersions? newest = newestOnly ? new(snapshot, size) : null;
        int limit = LimitOf(request);

        var page = new ValuePage();
        var budget = new ReplyBudget();
        ulong last = 0;
        int rows = 0;
        await foreach (ValueRow row in snapshot.FindByValueAsync(value, isPrefix, after, cancellationToken).ConfigureAwait(false))
        {
            // That there is this row is what makes the page not the last one.
            if (page.Items.Count == limit || rows++ == MaxRows)
                return EndedAt(new ValueCursor(size, last), page);
            if (row.Version.Index < size && (newest is null || await newest.ContainAsync(row, cancellationToken).ConfigureAwait(false)))
            {
                Entry entry = await EntryAsync(snapshot, row, request, cancellationToken).ConfigureAwait(false);
                if (!budget.TryTake(entry))
                    return EndedAt(new ValueCursor(size, last), page);
                page.Items.Add(EntryItem.Of(entry));
            }

            last = row.Version.Index;
        }

        return page;
    }

    private static ValuePage EndedAt(ValueCursor last, ValuePage page)
    {
        page.Next = last.ToBytes();
        return page;
    }

    private static int LimitOf(ValueQuery request) => request.Limit == 0 ? DefaultLimit : (int)Math.Min(request.Limit, MaxLimit);

    // The index is not trusted: a sound entry that is no answer would be a wrong one.
    private static async ValueTask<Entry> EntryAsync(Snapshot snapshot, ValueRow row, ValueQuery request, CancellationToken cancellationToken)
    {
        Entry entry = await EntryLookup.VersionAsync(snapshot, row.Key, row.Version, cancellationToken).ConfigureAwait(false);
        return SearchableValue.Matches(entry, request)
            ? entry
            : throw new LedgerException(LedgerErrorKind.Corrupt, $"the value index and entry {entry.Index} disagree on its value");
    }
}
