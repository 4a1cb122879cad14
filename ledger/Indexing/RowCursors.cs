namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The cursors of a walk over several sources.</summary>
internal static class RowCursors
{
    /// <summary>Places all of them by <see cref="IRowCursor.SeekAsync"/>. Where reads take long, they overlap.</summary>
    public static Task SeekAllAsync(this IRowCursor[] cursors, ReadOnlyMemory<byte> target, CancellationToken cancellationToken) =>
        AllAsync(cursors, cursor => cursor.SeekAsync(target, cancellationToken));

    /// <summary>Places all of them by <see cref="IRowCursor.SeekBeforeAsync"/>. Where reads take long, they overlap.</summary>
    public static Task SeekAllBeforeAsync(this IRowCursor[] cursors, ReadOnlyMemory<byte> target, CancellationToken cancellationToken) =>
        AllAsync(cursors, cursor => cursor.SeekBeforeAsync(target, cancellationToken));

    /// <summary>Disposes all of them.</summary>
    public static void DisposeAll(this IRowCursor[] cursors)
    {
        foreach (IRowCursor cursor in cursors)
            cursor.Dispose();
    }

    // Waits for all also when one fails: what is still being read into must not be given back.
    private static Task AllAsync(IRowCursor[] cursors, Func<IRowCursor, ValueTask> move)
    {
        return Task.WhenAll(Array.ConvertAll(cursors, MoveAsync));

        async Task MoveAsync(IRowCursor cursor) => await move(cursor).ConfigureAwait(false);
    }
}
