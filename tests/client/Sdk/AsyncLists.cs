namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Lists to and from streams.</summary>
internal static class AsyncLists
{
    public static async Task<List<T>> ListAsync<T>(this IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
            list.Add(item);
        return list;
    }

    public static async Task<List<string>> KeysAsync(this IAsyncEnumerable<LedgerEntry> entries) => [.. (await entries.ListAsync()).Select(entry => entry.Key.ToString())];

    public static async IAsyncEnumerable<T> StreamAsync<T>(this IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
