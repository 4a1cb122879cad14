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

    /// <summary>Goes over to the newest view.</summary>
    /// <exception cref="RunGoneException">Loading it met a run that is gone.</exception>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken) =>
        _view = await reader.RefreshIndexAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What is thrown when even the newest view names a run that is not there.</summary>
    public LedgerException Missing(RunGoneException gone) =>
        LedgerException.Corrupt($"{gone.Name} is missing. Delete the folder {reader.Names.Index} to have it made again from the log.", gone);

    private async ValueTask<RowTail?> LatestAfterReadAsync(ValueTask<RowTail?> looking, byte[] keyGroup, ulong among, CancellationToken cancellationToken)
    {
        try
        {
            return await looking.ConfigureAwait(false);
        }
        catch (RunGoneException)
        {
            // Merged away, most likely.
        }

        try
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            return await _view.LatestAsync(keyGroup, among, cancellationToken).ConfigureAwait(false);
        }
        catch (RunGoneException gone)
        {
            throw Missing(gone);
        }
    }
}
