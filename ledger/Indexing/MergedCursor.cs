namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Several sources as one of <see cref="MergedRows"/>: once through, from the first row on.</summary>
internal sealed class MergedCursor(MergedRows rows) : IRowCursor
{
    /// <inheritdoc/>
    public bool IsValid { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Row => rows.Row;

    /// <summary>Goes to the first row. Called once.</summary>
    /// <param name="target">Empty.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public ValueTask SeekAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, 0, nameof(target));
        return NextAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask NextAsync(CancellationToken cancellationToken) => IsValid = await rows.NextAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Cannot be done.</summary>
    public ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Cannot be done.</summary>
    public ValueTask PreviousAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();
}
