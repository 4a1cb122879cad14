using System.Runtime.CompilerServices;
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

    private static IAsyncEnumerable<IReadOnlyList<Item>> ImmuPagesAsync(IRpcInvoker rpcs, ScanOptions request, ListOptions options, CancellationToken cancellationToken) => ImmuPages.ReadAsync<Item>(
        async (limit, offset) => (await rpcs.AskAsync<ItemList>("Scan", new ScanOptions(request) { Limit = limit, Offset = offset }, cancellationToken).ConfigureAwait(false)).Items,
        item => item.Key,
        options.After.IsEmpty ? default(LedgerBytes?) : options.After,
        options.Reverse,
        cancellationToken);
}
