using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>Members of sorted sets as the ledger answers them, in pages: of this ledger's stream, or of immudb's own ZScan where there is no such stream.</summary>
internal static class SetScans
{
    /// <summary>The pages, and whether they are immudb's: its order is that of the scores' bits. Nothing is checked; there may be more items than the limit.</summary>
    public static async IAsyncEnumerable<(IReadOnlyList<ZItem> Items, bool IsImmuOrder)> PagesAsync(
        IRpcInvoker rpcs, LedgerBytes set, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ZScanOptions
        {
            Set = set.ToByteString(),
            Limit = (ulong)options.Limit,
            Reverse = options.Reverse,
            Min = options.MinScore is { } min ? new Score { Score_ = min } : null,
            Max = options.MaxScore is { } max ? new Score { Score_ = max } : null,
        };
        bool streams = true;
        IAsyncEnumerator<ZItemList> stream = PulledStream
            .ReadAsync<ZItemList>(rpcs, LedgerCalls.QueryRpc("ZScan"), request, cancellationToken).GetAsyncEnumerator(cancellationToken);
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

                yield return (stream.Current.Items, false);
            }
        }

        if (streams)
            yield break;
        await foreach (IReadOnlyList<ZItem> page in ImmuPagesAsync(rpcs, request, options, cancellationToken).ConfigureAwait(false))
            yield return (page, true);
    }

    // Spec section 7.8: with bounds immudb loses members where signs are mixed, so all of them are asked for.
    private static async IAsyncEnumerable<IReadOnlyList<ZItem>> ImmuPagesAsync(
        IRpcInvoker rpcs, ZScanOptions request, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<IReadOnlyList<ZItem>> pages = ImmuPages.ReadAsync<ZItem>(
            async (limit, offset) => (await rpcs.AskAsync<ZItemList>(
                "ZScan", new ZScanOptions(request) { Min = null, Max = null, Limit = limit, Offset = offset }, cancellationToken).ConfigureAwait(false)).Items,
            member => member.CurrentOffset,
            after: null,
            options.Reverse,
            cancellationToken);
        await foreach (IReadOnlyList<ZItem> page in pages.ConfigureAwait(false))
            yield return [.. page.Where(member => !(member.Score < options.MinScore) && !(member.Score > options.MaxScore))];
    }
}
