using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>Holds an append back until it is let go: whatever is committed meanwhile has to wait.</summary>
internal sealed class GatedStore(IBlobStore inner) : StoreDecorator(inner)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the first append is at the gate.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Lets the first append and all later ones pass.</summary>
    public void Open() => _open.TrySetResult();

    public override async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _arrived.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
        return await base.AppendAsync(name, position, data, cancellationToken);
    }
}
