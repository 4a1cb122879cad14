using System.Runtime.CompilerServices;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Where the ledger's bytes lie: named blobs that are appended to, or written once, or replaced whole.</summary>
/// <remarks>
/// <para><b>Names</b> are ASCII, made of <c>[a-z0-9._-]</c> parts divided by '/'. No part is empty or begins with a dot; see <see cref="BlobName"/>.</para>
/// <para><b>Durability.</b> <see cref="AppendOutcome.Appended"/>, a put with <see cref="PutDurability.Durable"/> and a committed upload mean that
/// the bytes survive a crash of the process and of the machine.</para>
/// <para><b>Atomicity.</b> An append, a durable put or an upload is seen whole or not at all by every later read, also after a crash of
/// the process; for derived puts see <see cref="PutDurability.Derived"/>. Only a store whose medium can tear (a power failure during a file write) may leave a prefix of the
/// last append; it then offers <see cref="CutTailAsync"/>.</para>
/// <para><b>Who retries.</b> The store repeats what cannot do harm (reads, lists). It never repeats an append or a
/// conditional put by itself: a repeat after a lost answer would report a success as a failure. It answers
/// <see cref="AppendOutcome.Unknown"/> and the caller reads back.</para>
/// <para><b>Errors.</b> A store that cannot do its work throws <see cref="LedgerException"/> of kind
/// <see cref="LedgerErrorKind.Unavailable"/>; from an append this means that <em>nothing</em> was written, unless the message says that this is not known: then the blob
/// takes no further appends while the store is open. Bytes that are
/// known to have been damaged are <see cref="LedgerErrorKind.Corrupt"/>. A missing blob is an answer, not an error.</para>
/// <para>All members may be called from any number of threads.</para>
/// </remarks>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>Whether nobody else can write here while this store is open: a read needs no look at the log's end first.</summary>
    bool IsExclusive { get; }

    /// <summary>The most bytes that one append takes.</summary>
    int MaxAppendBytes { get; }

    /// <summary>Creates an empty append blob, durably.</summary>
    /// <returns>False if a blob of this name was there; it is left as it was.</returns>
    ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken);

    /// <summary>Appends <paramref name="data"/> if the blob is exactly <paramref name="position"/> bytes long: the compare-and-swap all writers meet at.</summary>
    /// <param name="name">An append blob; missing → <see cref="AppendOutcome.PositionNotMet"/>.</param>
    /// <param name="position">Length in bytes the caller believes the blob has.</param>
    /// <param name="data">1 to <see cref="MaxAppendBytes"/> bytes; not kept after the call.</param>
    /// <param name="cancellationToken">Observed before the append starts; afterwards the outcome is waited for.</param>
    ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Reads bytes from <paramref name="offset"/> on.</summary>
    /// <returns>How many bytes were read: less than asked for only at the blob's end, 0 at or past it, −1 if there is no such blob.</returns>
    ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Reads a small blob whole.</summary>
    /// <returns>Null if there is no such blob.</returns>
    ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a small blob whole if <paramref name="condition"/> holds.</summary>
    /// <returns>The new content's version, or null if the condition did not hold.</returns>
    ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken);

    /// <summary>Begins a large blob, which is written piece by piece and becomes visible, durable and whole when it is committed.</summary>
    /// <param name="name">Not the name of an append blob. A blob that is there stays as it is until the commit.</param>
    /// <param name="cancellationToken">Gives up before anything is begun.</param>
    ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken);

    /// <summary>The blobs whose names begin with <paramref name="prefix"/>, in ordinal order of their names.</summary>
    IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The first parts of the blobs' names, of those that have more than one: all under which an append blob lies, perhaps others. Each once, in no order.</summary>
    /// <remarks>A store that can should say so without listing what lies in them.</remarks>
    async IAsyncEnumerable<string> ListFoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = ""; // what lies in one folder is listed in one piece
        await foreach (BlobInfo blob in ListAsync("", cancellationToken).ConfigureAwait(false))
        {
            int slash = blob.Name.IndexOf('/');
            if (slash < 0 || blob.Name.AsSpan(0, slash).SequenceEqual(last))
                continue;
            yield return last = blob.Name[..slash];
        }
    }

    /// <summary>Deletes a blob. False if there was none.</summary>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>How much of an append blob was acknowledged, as far as the store knows.</summary>
    ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken);

    /// <summary>Cuts an append blob's torn end: bytes of an append that was never acknowledged.</summary>
    /// <param name="name">An append blob.</param>
    /// <param name="length">The length to cut to; not less than <see cref="Acknowledged.AtLeast"/>.</param>
    /// <param name="cancellationToken">Cancels the cut before it starts.</param>
    /// <returns>False if this store's appends cannot tear: then what looks torn is damage.</returns>
    ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken);
}
