using System.Runtime.CompilerServices;
using Google.Protobuf;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>Pages of immudb's Scan and ZScan, each item once.</summary>
/// <remarks>
/// Spec sections 7.8 and 7.9: behind an offset the first place reached is left out whichever it is, and backwards the places that the offset
/// is a prefix of come again. So the offset is always a place that was there, and what was there before is dropped.
/// </remarks>
internal static class ImmuPages
{
    /// <summary>Asks page after page.</summary>
    /// <param name="ask">Asks for so many items behind a place; for the first ones if it is empty.</param>
    /// <param name="placeOf">Where an item stands in the order: what offsets are compared with.</param>
    /// <param name="after">Only items behind this place; null for all.</param>
    /// <param name="isReverse">Whether the order is turned round.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> ReadAsync<T>(
        Func<ulong, ByteString, Task<IReadOnlyList<T>>> ask, Func<T, ByteString> placeOf, LedgerBytes? after, bool isReverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new PageSize();
        ByteString offset = ByteString.Empty;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<T> page;
            try
            {
                page = await ask(size.Items, offset).ConfigureAwait(false);
            }
            catch (RpcException e) when (size.TryShrink(e))
            {
                continue;
            }

            List<T> unseen = after is not { } seen
                ? [.. page]
                : [.. page.Where(item => isReverse ? (LedgerBytes)placeOf(item) < seen : (LedgerBytes)placeOf(item) > seen)];
            if (unseen.Count > 0)
            {
                after = placeOf(unseen[^1]);
                yield return unseen;
            }

            if ((ulong)page.Count < size.Items)
                yield break;
            if (placeOf(page[^1]) == offset || (unseen.Count == 0 && isReverse))
                size.Grow();
            offset = placeOf(page[^1]);
        }
    }
}
