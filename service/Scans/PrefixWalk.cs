using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Scans;

/// <summary>Walks the keys with a prefix from a start position, as Scan and ZScan do.</summary>
/// <remarks>
/// Spec sections 7.8, 7.9 and 17. Three of immudb's habits that clients page by: in reverse the walk starts at the
/// greatest key not above start ‖ <c>ff</c> (so a key that goes on with <c>ff</c> and more is not seen); after an
/// offset the first key reached is left out, whether or not it is the offset; and it ends at the first key
/// without the prefix, be that the first one reached.
/// </remarks>
internal static class PrefixWalk
{
    /// <summary>The items returned when a request states no limit.</summary>
    public const ulong DefaultLimit = 104_857;

    /// <param name="snapshot">What is walked.</param>
    /// <param name="prefix">What every key must start with; may be empty.</param>
    /// <param name="offset">Where the last page ended; empty for the first.</param>
    /// <param name="start">Where to start without an offset.</param>
    /// <param name="reverse">Whether to walk down.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    public static async IAsyncEnumerable<KeyRow> RowsAsync(
        Snapshot snapshot,
        ReadOnlyMemory<byte> prefix,
        ReadOnlyMemory<byte> offset,
        ReadOnlyMemory<byte> start,
        bool reverse,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool leaveOut = !offset.IsEmpty;
        ReadOnlyMemory<byte> from = leaveOut ? offset : start;
        if (reverse)
            from = FollowedByFf(from.Span);

        await foreach (KeyRow row in snapshot.ScanAsync(from, reverse, cancellationToken).ConfigureAwait(false))
        {
            if (!row.Key.Span.StartsWith(prefix.Span))
                yield break;
            if (!leaveOut)
                yield return row;
            leaveOut = false;
        }
    }

    private static byte[] FollowedByFf(ReadOnlySpan<byte> start)
    {
        var longer = new byte[start.Length + 1];
        start.CopyTo(longer);
        longer[^1] = 0xff;
        return longer;
    }
}
