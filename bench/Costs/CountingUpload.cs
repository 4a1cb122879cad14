using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Bench.Costs;

/// <summary>Notes an upload when it is committed: one that is not has no effect.</summary>
/// <param name="inner">Does the work.</param>
/// <param name="committed">Is told how many bytes were written.</param>
internal sealed class CountingUpload(IBlobUpload inner, Action<long> committed) : IBlobUpload
{
    private long _bytes;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _bytes += piece.Length;
        return inner.WriteAsync(piece, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        committed(_bytes);
        return inner.CommitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
