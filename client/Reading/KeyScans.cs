using System.Runtime.CompilerServices;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>Scans as the ledger answers them, in pages: of this ledger's stream, or of immudb's own Scan where there is no such stream.</summary>
internal static class KeyScans
{
    /// <summary>The pages. Nothing is checked; there may be more items than the limit.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Item>> PagesAsync(
        IRpcInvoker rpcs, LedgerBytes prefix, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ScanOptions
        {
            Prefix = prefix.ToByteString(),
            Offset = options.After.ToByteString(),
            Limit = (ulong)options.Limit,
            Reverse = options.Reverse,
            Deep = options.FollowReferences,
        };
        bool streams = true;
        IAsyncEnumerator<ItemList> stream = PulledStream
            .ReadAsync<ItemList>(rpcs, LedgerCalls.QueryRpc("Scan"), request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (RpcException e) when (e.Code == StatusCode.Unimplemented)
                {
                    streams = false;
                    break;
                }

                yield return stream.Current.Items;
            }
        }

        if (streams)
            yield break;
        IAsyncEnumerable<IReadOnlyList<Item>> pages = options.FollowReferences
            ? WholeAsync(rpcs, request, cancellationToken)
            : ImmuPagesAsync(rpcs, request, options, cancellationToken);
        await foreach (IReadOnlyList<Item> page in pages.ConfigureAwait(false))
            yield return page;
    }

    // What stands for references comes without their names: there is nothing to go on from.
    private static async IAsyncEnumerable<IReadOnlyList<Item>> WholeAsync(
        IRpcInvoker rpcs, ScanOptions request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemList answer = await rpcs.AskAsync<ItemList>("Scan", request, cancellationToken).ConfigureAwait(false);
        yield return answer.Items;
    }

    // Spec section 7.9: behind an offset the first key reached is left out whichever it is, and backwards the keys that the offset
    // is a prefix of come again. So the offset is always a key that was there, and what was there before is dropped.
    private static async IAsyncEnumerable<IReadOnlyList<Item>> ImmuPagesAsync(
        IRpcInvoker rpcs, ScanOptions request, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LedgerBytes? last = options.After.IsEmpty ? default(LedgerBytes?) : options.After;
        var size = new PageSize();
        request = new ScanOptions(request) { Offset = ByteString.Empty };
        while (true)
        {
            request.Limit = size.Items;
            ItemList page;
            try
            {
                page = await rpcs.AskAsync<ItemList>("Scan", request, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e) when (size.TryShrink(e))
            {
                continue;
            }

            List<Item> unseen = last is not { } seen
                ? [.. page.Items]
                : [.. page.Items.Where(item => options.Reverse ? (LedgerBytes)item.Key < seen : (LedgerBytes)item.Key > seen)];
            if (unseen.Count > 0)
            {
                yield return unseen;
                last = unseen[^1].Key;
            }

            if ((ulong)page.Items.Count < size.Items)
                yield break;
            if (page.Items[^1].Key == request.Offset || (unseen.Count == 0 && options.Reverse))
                size.Grow();
            request.Offset = page.Items[^1].Key;
        }
    }
}
