using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Reading;

/// <summary>Versions of a key as the ledger answers them, in pages.</summary>
internal static class Histories
{
    /// <summary>The pages. Nothing is checked; there may be more items than the limit.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Item>> PagesAsync(
        IRpcInvoker rpcs, LedgerBytes key, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new PageSize();
        var request = new HistoryOptions { Key = key.ToByteString(), Reverse = options.Reverse };
        ulong given = 0;
        while (true)
        {
            request.Limit = options.Limit > 0 ? Math.Max(Math.Min(size.Items, (ulong)options.Limit - given), PageSize.Least) : size.Items;
            ItemList page;
            try
            {
                page = await rpcs.AskAsync<ItemList>("History", request, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e) when (size.TryShrink(e))
            {
                continue;
            }

            if (page.Items.Count == 0)
                yield break;
            yield return page.Items;
            given += (ulong)page.Items.Count;
            // Offset 0 would be none; of a page of two, only one that lies can end there forwards.
            request.Offset = page.Items[^1].Index;
            if ((ulong)page.Items.Count < request.Limit || request.Offset == 0 || (options.Limit > 0 && given >= (ulong)options.Limit))
                yield break;
        }
    }
}
