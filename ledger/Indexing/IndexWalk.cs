namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks part of the index step by step; when a run is gone it goes on in the newest view from where it was.</summary>
internal abstract class IndexWalk(SnapshotIndex index) : IDisposable
{
    private bool _isOpen;

    /// <summary>The snapshot's index.</summary>
    protected SnapshotIndex Index => index;

    /// <summary>Goes to the next.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="LedgerException">Corrupt: a run is damaged, or missing though the newest view has it.</exception>
    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
            Open(index.View);
        _isOpen = true;
        ValueTask<bool> step = StepAsync(cancellationToken);
        return step.IsCompletedSuccessfully ? step : AwaitAsync(step, cancellationToken);
    }

    /// <summary>Lets go of what was read; no step may be under way.</summary>
    public abstract void Dispose();

    /// <summary>Begins in a view: behind what was given last, or at the start.</summary>
    protected abstract void Open(IndexView view);

    /// <summary>Goes to the next in the view.</summary>
    /// <exception cref="RunGoneException">A run is not there; nothing was given.</exception>
    protected abstract ValueTask<bool> StepAsync(CancellationToken cancellationToken);

    private async ValueTask<bool> AwaitAsync(ValueTask<bool> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await step.ConfigureAwait(false);
            }
            catch (RunGoneException gone)
            {
                await index.RefreshAsync(gone, cancellationToken).ConfigureAwait(false);
            }

            Open(index.View);
            step = StepAsync(cancellationToken);
        }
    }
}
