using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Queries;

/// <summary>Tells newest versions of keys from older ones.</summary>
/// <param name="snapshot">Where the keys are looked up.</param>
/// <param name="size">Entries that count.</param>
internal sealed class NewestVersions(Snapshot snapshot, ulong size)
{
    // Versions of one key come one after the other: they share a look-up.
    private ReadOnlyMemory<byte>? _key;
    private ulong? _newest;

    /// <summary>Whether <paramref name="row"/> is the newest version of its key.</summary>
    public async ValueTask<bool> ContainAsync(ValueRow row, CancellationToken cancellationToken)
    {
        if (_key is not { } known || !known.Span.SequenceEqual(row.Key.Span))
        {
            _newest = (await snapshot.LatestAsync(row.Key, size, cancellationToken).ConfigureAwait(false))?.Index;
            _key = row.Key;
        }

        return _newest == row.Version.Index;
    }
}
