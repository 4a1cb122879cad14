namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the rows of one source in order, up and down.</summary>
/// <remarks>Its tasks complete at once when nothing has to be read. It stands nowhere until it is sought, and a move from nowhere leads nowhere.
/// It holds memory that others wait for: who makes it disposes it, but not while it moves.</remarks>
internal interface IRowCursor : IDisposable
{
    /// <summary>Whether it stands on a row.</summary>
    bool IsValid { get; }

    /// <summary>The row it stands on; the bytes are good until the next move.</summary>
    ReadOnlySpan<byte> Row { get; }

    /// <summary>Goes to the first row that is not below <paramref name="target"/>.</summary>
    ValueTask SeekAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken);

    /// <summary>Goes to the last row below <paramref name="target"/>; if that is empty, to the very last row.</summary>
    ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken);

    /// <summary>Goes to the row after this one.</summary>
    ValueTask NextAsync(CancellationToken cancellationToken);

    /// <summary>Goes to the row before this one.</summary>
    ValueTask PreviousAsync(CancellationToken cancellationToken);
}
