using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The whole index at one moment: where to look. Readers see the rows of entries below their snapshot's size.</summary>
/// <remarks>The memtables follow each other without a gap up to the newest entry, and begin not after the runs' end; some of their rows may be in runs too.
/// So the first version found on the way from the newest source to the oldest is the newest one.</remarks>
/// <param name="Active">The memtable being written.</param>
/// <param name="Sealed">Memtables that are written no more, newest first.</param>
/// <param name="Runs">The runs.</param>
internal sealed record IndexView(Memtable Active, Memtable[] Sealed, RunSet Runs)
{
    /// <summary>Memtables and runs together; source 0 is the newest.</summary>
    public int SourceCount => TableCount + Runs.OldestFirst.Count;

    private int TableCount => 1 + Sealed.Length;

    /// <summary>The memtable that is a source, or null if the source is a run.</summary>
    public Memtable? Table(int source) => source == 0 ? Active : source < TableCount ? Sealed[source - 1] : null;

    /// <summary>The entries that a source holds rows of: from an index to one before another.</summary>
    public (ulong From, ulong To) Entries(int source) =>
        Table(source) is { } table ? (table.FirstIndex, table.EndIndex) : (Run(source).From, Run(source).To);

    /// <summary>A cursor over a source's rows that begin with <paramref name="scope"/>'s prefix; rows outside it may be met or not.</summary>
    public IRowCursor Cursor(int source, RowScope scope) =>
        Table(source) is { } table ? table.Cursor() : Runs.Files.Cursor(Run(source), scope);

    /// <summary>Cursors over all sources that hold rows of the first <paramref name="size"/> entries.</summary>
    public IRowCursor[] Cursors(RowScope scope, ulong size) =>
        [.. Enumerable.Range(0, SourceCount).Where(s => Entries(s).From < size).Select(s => Cursor(s, scope))];

    /// <summary>The newest version of a key among the first <paramref name="size"/> entries.</summary>
    /// <param name="keyGroup">Its <see cref="IndexRows.KeyGroup"/>.</param>
    /// <param name="size">At least 1.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="RunGoneException">A run is not there.</exception>
    public ValueTask<RowTail?> LatestAsync(byte[] keyGroup, ulong size, CancellationToken cancellationToken)
    {
        uint hash = KeyHash.Of(keyGroup);
        if (Active.TryLatest(keyGroup, hash, size, out RowTail tail))
            return new(tail);
        foreach (Memtable table in Sealed)
        {
            if (table.TryLatest(keyGroup, hash, size, out tail))
                return new(tail);
        }

        int newest = Runs.OldestFirst.Count - 1;
        return newest < 0 ? default : LatestInRunsAsync(newest, IndexRows.NewestOf(keyGroup, size), keyGroup.Length, size, cancellationToken);
    }

    // From one run back to the oldest; without a state machine as long as nothing has to be read.
    private ValueTask<RowTail?> LatestInRunsAsync(int run, byte[] target, int groupBytes, ulong size, CancellationToken cancellationToken)
    {
        for (; run >= 0; run--)
        {
            if (Runs.OldestFirst[run].From >= size)
                continue;
            ValueTask<RowTail?> looking = Runs.Files.LatestAsync(Runs.OldestFirst[run], target, groupBytes, cancellationToken);
            if (!looking.IsCompletedSuccessfully)
                return LatestAfterReadAsync(looking, run, target, groupBytes, size, cancellationToken);
            if (looking.Result is { } tail)
                return new(tail);
        }

        return default;
    }

    private async ValueTask<RowTail?> LatestAfterReadAsync(
        ValueTask<RowTail?> looking, int run, byte[] target, int groupBytes, ulong size, CancellationToken cancellationToken) =>
        await looking.ConfigureAwait(false)
        ?? await LatestInRunsAsync(run - 1, target, groupBytes, size, cancellationToken).ConfigureAwait(false);

    private RunInfo Run(int source) => Runs.OldestFirst[SourceCount - 1 - source];
}
