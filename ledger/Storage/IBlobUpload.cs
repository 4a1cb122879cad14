namespace ImmuFunctions.Ledger.Storage;

/// <summary>A large blob on its way into a store, written piece by piece and seen whole or not at all.</summary>
/// <remarks>
/// <para>Until <see cref="CommitAsync"/> nothing of it is read or listed; a blob of the same name stays as it was. Disposing without a
/// commit leaves nothing behind. Nor does a crash: what it leaves on the medium is never read or listed, and is cleared away by the store.</para>
/// <para>Two uploads of one name do not disturb each other; whichever commits last is the blob. Where they have different bytes, a store may refuse the second commit as unavailable.</para>
/// <para>One call at a time, and none after the store was disposed. After a call that failed the upload can only be disposed.</para>
/// </remarks>
public interface IBlobUpload : IAsyncDisposable
{
    /// <summary>Adds bytes behind those already written.</summary>
    /// <param name="piece">Any length, also none; not kept after the call.</param>
    /// <param name="cancellationToken">Observed before anything is written.</param>
    /// <exception cref="LedgerException">Unavailable: the store does not work.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Makes what was written the blob, in the place of one of the same name if there is one.</summary>
    /// <remarks>Durable when it returns, and read by every read that begins afterwards; one under way may finish on the blob that was replaced.</remarks>
    /// <param name="cancellationToken">Observed before the commit begins; afterwards the outcome is waited for.</param>
    /// <exception cref="LedgerException">Unavailable: the store failed. Whether the blob is there is then not known, but it is the old one or the new one, whole.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
