using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The index as one snapshot reads it: at first as it was when the snapshot was taken; once a run of that has been merged away, as it is then.</summary>
/// <param name="view">The index when the snapshot was taken.</param>
/// <param name="reader">Gives the newest view.</param>
/// <param name="size">The snapshot's size: rows of later entries are passed over.</param>
internal sealed class SnapshotIndex(IndexView view, SnapshotReader reader, ulong size)
{
    private volatile IndexView _view = view;

    /// <summary>Where to look.</summary>
    public IndexView View => _view;

    public ulong Size => size;

    /// <summary>The newest version of a key among the first <paramref name="among"/> entries.</summary>
    public ValueTask<RowTail?> LatestAsync(byte[] keyGroup, ulong among, CancellationToken cancellationToken)
    {
        if (among == 0)
            return default;
        ValueTask<RowTail?> looking = _view.LatestAsync(keyGroup, among, cancellationToken);
        return looking.IsCompletedSuccessfully ? looking : LatestAfterReadAsync(looking, keyGroup, among, cancellationToken);
    }

    /// <summary>Goes over to the newest view: a run of the view so far is gone, merged away most likely. That may happen to the newest view, too, before it is read.</summary>
    /// <param name="gone">The run.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="LedgerException">Corrupt: the run is not there though the newest view has it.</exception>
    public async ValueTask RefreshAsync(RunGoneException gone, CancellationToken cancellationToken)
    {
        IndexView newest = await reader.RefreshIndexAsync(cancellationToken).ConfigureAwait(false);
        if (newest.Runs.OldestFirst.Any(r => reader.Names.Run(r.From, r.To) == gone.Name))
            throw LedgerException.Corrupt($"{gone.Name} is missing. Delete the folder {reader.Names.Index} to have it made again from the log.", gone);
        _view = newest;
    }

    private async ValueTask<RowTail?> LatestAfterReadAsync(ValueTask<RowTail?> looking, byte[] keyGroup, ulong among, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await looking.ConfigureAwait(false);
            }
            catch (RunGoneException gone)
            {
                await RefreshAsync(gone, cancellationToken).ConfigureAwait(false);
            }

            looking = _view.LatestAsync(keyGroup, among, cancellationToken);
        }
    }
}
