namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>One method of the client.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="IsWrite">Whether it changes the ledger.</param>
/// <param name="Results">Calls it; what it gives, one after the other.</param>
internal sealed record Operation(string Name, bool IsWrite, Func<LedgerClient, CancellationToken, IAsyncEnumerable<object?>> Results)
{
    private const string KeyWithVersions = "a";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        Read("Get", (client, stop) => client.GetAsync(KeyWithVersions, stop)),
        Read("Get (reference)", (client, stop) => client.GetAsync("latest", stop)),
        Read("Get (reference with index)", (client, stop) => client.GetAsync("pinned", stop)),
        Read("GetByIndex", (client, stop) => client.GetByIndexAsync(2, stop)),
        Read("GetAll", async (client, stop) => await client.GetAllAsync([KeyWithVersions, "b"], stop)),
        Read("GetAt", (client, stop) => client.GetAtAsync(KeyWithVersions, 5, stop)),
        List("Scan", (client, stop) => client.ScanAsync("a", cancellationToken: stop)),
        List("History", (client, stop) => client.HistoryAsync(KeyWithVersions, cancellationToken: stop)),
        List("Entries", (client, stop) => client.EntriesAsync(cancellationToken: stop)),
        List("SetMembers", (client, stop) => client.SetMembersAsync("s", cancellationToken: stop)),
        List("FindByValue", (client, stop) => client.FindByValueAsync("two", cancellationToken: stop)),
        List("KeysWithValue", (client, stop) => client.KeysWithValueAsync("two", cancellationToken: stop)),
        Read("VerifyRoot", (client, stop) => client.VerifyRootAsync(stop)),
        Read("Receipt", (client, stop) => client.ReceiptAsync(2, stop)),
        Write("Set", (client, stop) => client.SetAsync("c", "new", stop)),
        Write("SetReference", (client, stop) => client.SetReferenceAsync("again", "b", cancellationToken: stop)),
        Write("AddToSet", (client, stop) => client.AddToSetAsync("s", 3, "ab", cancellationToken: stop)),
        Write("SetAll", (client, stop) => client.SetAllAsync([new("c", "new"), new("d", "new")], stop)),
        Write("Execute", (client, stop) => client.ExecuteAsync([LedgerOperation.Set("c", "new"), LedgerOperation.AddToSet("s", 4, "c")], stop)),
    ];

    /// <summary>The one with a name.</summary>
    public static Operation Named(string name) => All.Single(operation => operation.Name == name);

    private static Operation Read<T>(string name, Func<LedgerClient, CancellationToken, Task<T>> call) => new(name, IsWrite: false, (client, stop) => OneAsync(call(client, stop)));

    private static Operation Write<T>(string name, Func<LedgerClient, CancellationToken, Task<T>> call) => new(name, IsWrite: true, (client, stop) => OneAsync(call(client, stop)));

    private static Operation List<T>(string name, Func<LedgerClient, CancellationToken, IAsyncEnumerable<T>> call) =>
        new(name, IsWrite: false, (client, stop) => call(client, stop).Select(item => (object?)item));

    private static async IAsyncEnumerable<object?> OneAsync<T>(Task<T> call)
    {
        yield return await call;
    }
}
