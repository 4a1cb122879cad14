using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Finds rows of an interrupted import that were written when it was interrupted, and not told of.</summary>
/// <remarks>They are looked for in the log, from where the import stood on: an entry with a row's key and value and the import's own time is that row. Every entry is verified, so nothing is believed here.</remarks>
internal sealed class UntoldRows
{
    private readonly Dictionary<(LedgerBytes Key, LedgerBytes Value), Queue<ulong>> _found = [];

    // References and members, which have no time: as stored.
    private readonly Dictionary<(LedgerBytes Key, LedgerBytes Value), Queue<ulong>> _pointers = [];

    private UntoldRows()
    {
    }

    /// <summary>Reads the log's end.</summary>
    /// <param name="ledger">Where the import went.</param>
    /// <param name="state">How far it came.</param>
    /// <param name="isRaw">Whether values were written without time: then any entry with a row's key and value is taken for it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<UntoldRows> FindAsync(LedgerClient ledger, ImportState state, bool isRaw, CancellationToken cancellationToken)
    {
        var rows = new UntoldRows();
        await foreach (LedgerEntry entry in ledger.EntriesAsync(state.Next, cancellationToken: cancellationToken))
        {
            if (state.Told.Any(told => entry.Index >= told.From && entry.Index < told.To))
                continue;
            if (isRaw || entry.Time?.ToUnixTimeSeconds() == state.Started.ToUnixTimeSeconds())
                Add(rows._found, entry.Key, isRaw ? entry.StoredValue : entry.Value, entry.Index);
            if (ReferenceValue.TryParse(entry.StoredValue.Span, out _, out _))
                Add(rows._pointers, entry.Key, entry.StoredValue, entry.Index);
        }

        return rows;
    }

    /// <summary>Whether a row is in the log already; each entry stands for one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="bound">Where entries have come to lie.</param>
    /// <returns>Its index; null if it is not there.</returns>
    public ulong? Take(SourceRow row, BoundPlaces bound)
    {
        if (row.Pointer is not { } pointer)
            return Take(_found, (row.Key, row.Value));
        ulong? at = pointer.At is { } old ? bound.Of(old) : null;
        // What it stands for is not there yet: then neither is it.
        return pointer.At is not null && at is null ? null : Take(_pointers, pointer.Stored(row.Key, at));
    }

    private static ulong? Take(Dictionary<(LedgerBytes Key, LedgerBytes Value), Queue<ulong>> entries, (LedgerBytes Key, LedgerBytes Value) row) =>
        entries.TryGetValue(row, out Queue<ulong>? indexes) && indexes.TryDequeue(out ulong index) ? index : null;

    private static void Add(Dictionary<(LedgerBytes Key, LedgerBytes Value), Queue<ulong>> entries, LedgerBytes key, LedgerBytes value, ulong index)
    {
        if (!entries.TryGetValue((key, value), out Queue<ulong>? indexes))
            entries.Add((key, value), indexes = new Queue<ulong>());
        indexes.Enqueue(index);
    }
}
