using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Items;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.References;

/// <summary>What a reference or sorted-set member is to point to, found to exist.</summary>
/// <param name="Key">The target's key.</param>
/// <param name="Index">The version meant; null for the newest at the time of reading.</param>
internal readonly record struct Pointer(ReadOnlyMemory<byte> Key, ulong? Index)
{
    /// <summary>The target of a request with or without an index.</summary>
    /// <param name="snapshot">Where the target must be.</param>
    /// <param name="key">May be empty if there is an index.</param>
    /// <param name="index">As in the request.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <remarks>Spec section 7.6. Without an index none is stored, although the target's is known here.</remarks>
    public static async ValueTask<Pointer> FindAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, Index? index, CancellationToken cancellationToken)
    {
        if (index is not null)
            return await ToIndexAsync(snapshot, key, index.Index_, cancellationToken).ConfigureAwait(false);
        return await snapshot.LatestAsync(key, cancellationToken).ConfigureAwait(false) is null
            ? throw ImmuErrors.KeyNotFound()
            : new Pointer(key, null);
    }

    /// <summary>The entry at <paramref name="index"/>, whose key must be <paramref name="key"/> unless that is empty.</summary>
    public static async ValueTask<Pointer> ToIndexAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, ulong index, CancellationToken cancellationToken)
    {
        Entry entry = await EntryLookup.AtAsync(snapshot, index, cancellationToken).ConfigureAwait(false);
        return key.IsEmpty || key.Span.SequenceEqual(entry.Key.Span)
            ? new Pointer(entry.Key, index)
            : throw ImmuErrors.IndexKeyMismatch();
    }

    /// <summary>An entry of the same batch: the ledger overwrites the index with the one that entry gets.</summary>
    public static Pointer ToBatchElement(ReadOnlyMemory<byte> key) => new(key, 0);
}
