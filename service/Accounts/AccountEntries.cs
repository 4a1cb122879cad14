using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Reads changes from the system ledger, each entry compared with the tree.</summary>
internal static class AccountEntries
{
    private const ulong TileWidth = 256;

    /// <summary>The changes from <paramref name="from"/> to the end of a snapshot, in their order.</summary>
    /// <remarks>The kind of an entry is not looked at, as nothing proves it.</remarks>
    /// <exception cref="LedgerException">Corrupt: an entry is not what was written, or no change. Unavailable: the store failed.</exception>
    public static async IAsyncEnumerable<AccountChange> ReadAsync(
        Snapshot snapshot, ulong from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (ulong index = from; index < snapshot.Size;)
        {
            ulong tile = index / TileWidth, first = tile * TileWidth;
            ulong to = Math.Min(first + TileWidth, snapshot.Size);
            // A lone entry is one small read; several are one read too, of the tile's entries from the first on.
            EntryRange? together = to - index == 1 ? null
                : await snapshot.BundleAsync(tile, (int)(to - first), cancellationToken).ConfigureAwait(false);
            bool isWhole = together is not null && (ulong)together.Entries.Count == to - first;
            for (; index < to; index++)
            {
                (ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) = isWhole
                    ? together!.Entries[(int)(index - first)]
                    : await OneAsync(snapshot, index, cancellationToken).ConfigureAwait(false);
                yield return AccountCodec.Decode(index, key, value);
            }
        }
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> OneAsync(Snapshot snapshot, ulong index, CancellationToken cancellationToken)
    {
        Entry entry = await snapshot.EntryAsync(index, cancellationToken).ConfigureAwait(false);
        return (entry.Key, entry.Value);
    }
}
