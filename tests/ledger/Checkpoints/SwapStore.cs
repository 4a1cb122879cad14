using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>Lets a test do something at the next put of the checkpoint.</summary>
internal sealed class SwapStore(IBlobStore inner) : StoreDecorator(inner)
{
    private Func<Func<Task<string?>>, Task<string?>>? _next;

    /// <param name="fate">Gets the real put, to carry out or not, and gives the answer.</param>
    public void NextSwap(Func<Func<Task<string?>>, Task<string?>> fate) => _next = fate;

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        Task<string?> Put() => base.PutAsync(name, data, condition, durability, cancellationToken).AsTask();
        return name.EndsWith("checkpoint", StringComparison.Ordinal) && Interlocked.Exchange(ref _next, null) is { } fate ? new(fate(Put)) : new(Put());
    }
}
