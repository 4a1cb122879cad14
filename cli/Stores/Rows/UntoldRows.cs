using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Finds rows of an interrupted import that were written when it was interrupted, and not told of.</summary>
/// <remarks>They are looked for in the log, from where the import stood on: an entry with a row's key and value and the import's own time is that row. Every entry is verified, so nothing is believed here.</remarks>
internal sealed class UntoldRows
{
    private readonly Dictionary<(LedgerBytes Key, LedgerBytes Value), int> _found = [];

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
                rows.Add(entry.Key, isRaw ? entry.StoredValue : entry.Value);
        }

        return rows;
    }

    /// <summary>Whether a row is in the log already; each entry stands for one row.</summary>
    public bool Take(LedgerBytes key, LedgerBytes value)
    {
        if (!_found.TryGetValue((key, value), out int count))
            return false;
        if (count == 1)
            _found.Remove((key, value));
        else
            _found[(key, value)] = count - 1;
        return true;
    }

    private void Add(LedgerBytes key, LedgerBytes value) => _found[(key, value)] = _found.GetValueOrDefault((key, value)) + 1;
}
