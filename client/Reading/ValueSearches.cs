using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Reading;

/// <summary>Entries by value as the ledger answers them, in pages.</summary>
internal static class ValueSearches
{
    public static async IAsyncEnumerable<IReadOnlyList<Item>> PagesAsync(
        IRpcInvoker rpcs, string rpc, LedgerBytes value, bool isPrefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new ValueQuery();
        if (isPrefix)
            query.Prefix = value.ToByteString();
        else
            query.Equal = value.ToByteString();
        do
        {
            ValuePage page = await rpcs.QueryAsync<ValuePage>(rpc, query, cancellationToken).ConfigureAwait(false);
            yield return page.Items;
            query.After = page.Next;
        }
        while (!query.After.IsEmpty);
    }
}
