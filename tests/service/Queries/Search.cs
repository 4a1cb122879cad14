using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Tests.Queries;

/// <summary>Value queries written briefly, and all their pages.</summary>
internal static class Search
{
    public static ValueQuery Equal(string value, uint limit = 0) => new() { Equal = Bytes.Of(value), Limit = limit };

    public static ValueQuery Prefix(string value, uint limit = 0) => new() { Prefix = Bytes.Of(value), Limit = limit };

    /// <summary>A value as SDKs wrap it.</summary>
    public static string Wrapped(string payload) =>
        Bytes.Text(Google.Protobuf.MessageExtensions.ToByteString(new Content { Timestamp = 1_600_000_000, Payload = Bytes.Of(payload) }));

    public static Task<List<Item>> AllAsync(Func<ValueQuery, Task<ValuePage>> rpc, ValueQuery query) => AllAsync(rpc, query, () => Task.CompletedTask);

    /// <param name="rpc">Either of the two.</param>
    /// <param name="query">For the first page.</param>
    /// <param name="between">Runs after each page.</param>
    public static async Task<List<Item>> AllAsync(Func<ValueQuery, Task<ValuePage>> rpc, ValueQuery query, Func<Task> between)
    {
        var items = new List<Item>();
        ValueQuery next = query.Clone();
        do
        {
            ValuePage page = await rpc(next);
            items.AddRange(page.Items);
            next.After = page.Next;
            await between();
        }
        while (!next.After.IsEmpty);
        return items;
    }

    public static IEnumerable<ulong> Indexes(IEnumerable<Item> items) => items.Select(item => item.Index);
}
