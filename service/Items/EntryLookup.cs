using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Service.Items;

/// <summary>Finds entries in a snapshot: by index, by key, and through references.</summary>
internal static class EntryLookup
{
    /// <summary>The entry at <paramref name="index"/> as stored; <c>index not found</c> past the end.</summary>
    public static ValueTask<Entry> AtAsync(Snapshot snapshot, ulong index, CancellationToken cancellationToken) =>
        index < snapshot.Size ? snapshot.EntryAsync(index, cancellationToken) : throw ImmuErrors.IndexNotFound();

    /// <summary>The newest version of <paramref name="key"/> as stored, or null.</summary>
    public static ValueTask<Entry?> NewestAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        NewestAsync(snapshot, key, snapshot.Size, cancellationToken);

    /// <summary>What Get answers for <paramref name="key"/>: its newest version, or the newest version of what that points to; null if either is missing.</summary>
    /// <remarks>One level only, and the index in a reference is not looked at. Spec section 7.3.</remarks>
    public static ValueTask<Entry?> ResolveAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        ResolveAsync(snapshot, key, snapshot.Size, cancellationToken);

    /// <summary>What Get answered when the log had <paramref name="size"/> entries.</summary>
    /// <param name="snapshot">Of at least that size.</param>
    /// <param name="key">As in the request.</param>
    /// <param name="size">Entries that count.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public static async ValueTask<Entry?> ResolveAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, ulong size, CancellationToken cancellationToken)
    {
        if (await NewestAsync(snapshot, key, size, cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;
        return entry.Kind == EntryKind.Plain
            ? entry
            : await NewestAsync(snapshot, TargetOf(entry, out _), size, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a reference or sorted-set member points to: the entry at its index if it has one, else the newest version of its target; null if there is none.</summary>
    public static async ValueTask<Entry?> FollowAsync(Snapshot snapshot, Entry pointer, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> target = TargetOf(pointer, out ulong? index);
        if (index is not { } version)
            return await NewestAsync(snapshot, target, cancellationToken).ConfigureAwait(false);
        return version < snapshot.Size
            ? await snapshot.EntryAsync(version, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The entry that the index of keys says is <paramref name="version"/> of <paramref name="key"/>.</summary>
    /// <exception cref="LedgerException">Corrupt: it is of another key or kind. Its leaf does not show that: the first is a sound
    /// entry in the wrong place, the second is no part of the leaf.</exception>
    public static async ValueTask<Entry> VersionAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, KeyVersion version, CancellationToken cancellationToken)
    {
        Entry entry = await snapshot.EntryAsync(version, cancellationToken).ConfigureAwait(false);
        return entry.Kind == version.Kind && entry.Key.Span.SequenceEqual(key.Span)
            ? entry
            : throw new LedgerException(LedgerErrorKind.Corrupt, $"the index and entry {version.Index} disagree on its key or kind. Delete the folder index/ of the database and restart to have it made again from the log.");
    }

    private static async ValueTask<Entry?> NewestAsync(Snapshot snapshot, ReadOnlyMemory<byte> key, ulong size, CancellationToken cancellationToken) =>
        await snapshot.LatestAsync(key, size, cancellationToken).ConfigureAwait(false) is { } version
            ? await VersionAsync(snapshot, key, version, cancellationToken).ConfigureAwait(false)
            : null;

    private static ReadOnlyMemory<byte> TargetOf(Entry pointer, out ulong? index) =>
        ReferenceValue.TryParse(pointer.Value.Span, out _, out index)
            ? pointer.Value[..^ReferenceValue.SuffixLength]
            : throw new LedgerException(LedgerErrorKind.Corrupt, $"entry {pointer.Index} is marked as a reference and points nowhere");
}
