using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>The log's entries as the ledger answers them, in pages.</summary>
internal static class LogPages
{
    /// <summary>The entries from <paramref name="from"/> on, up to and not including <paramref name="to"/> if the ledger has so many.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Item>> PagesAsync(
        IRpcInvoker rpcs, ulong from, ulong to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new PageSize();
        ulong next = from;
        while (next < to)
        {
            // Pages count from 1. Sizes are powers of two, so that a smaller page begins where a larger one did.
            ulong number = next / size.Items;
            Page page;
            try
            {
                page = await rpcs
                    .AskAsync<Page>("IScan", new IScanOptions { PageSize = size.Items, PageNumber = number + 1 }, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e) when (size.TryShrink(e))
            {
                continue;
            }
            catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" })
            {
                yield break;
            }

            var skip = (int)(next - (number * size.Items));
            List<Item> items = [.. page.Items.Skip(skip).Take((int)Math.Min(to - next, int.MaxValue))];
            if (items.Count == 0)
                yield break;
            yield return items;
            next += (ulong)items.Count;
            if (!page.More)
                yield break;
        }
    }
}
