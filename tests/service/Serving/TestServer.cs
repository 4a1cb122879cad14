using Google.Protobuf;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>A server in memory, with every rpc of both services callable by name.</summary>
internal sealed partial class TestServer : IAsyncDisposable
{
    private readonly BoundRpcs _rpcs = new();
    private readonly BoundRpcs _queries = new();
    private OpenAccounts? _accounts;

    private TestServer(DatabaseCatalog databases, IAccess access)
    {
        Databases = databases;
        new ImmuRpcs(access).BindTo(_rpcs);
        new LedgerQueryRpcs(access).BindTo(_queries);
    }

    public DatabaseCatalog Databases { get; }

    /// <summary>Who calls when a test does not say.</summary>
    public Caller Caller { get; set; } = new(null, IsLocal: true, TestContext.Current.CancellationToken);

    public static Task<TestServer> OpenAsync(IBlobStore? store = null, LedgerOptions? options = null) =>
        OpenAsync(databases => new OpenAccess(databases), store, options);

    public static async Task<TestServer> OpenAsync(Func<DatabaseCatalog, IAccess> access, IBlobStore? store = null, LedgerOptions? options = null)
    {
        DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            store ?? new MemoryStore(), options ?? new LedgerOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return new TestServer(databases, access(databases));
    }

    /// <summary>A server on which callers have to log in.</summary>
    public static async Task<TestServer> OpenAsync(string password, TimeProvider time)
    {
        var store = new MemoryStore();
        DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            store, new LedgerOptions { Time = time }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        OpenAccounts accounts = await OpenAccounts.OpenAsync(
            databases, store, new AccountOptions(AdminPassword.Parse(password)) { Time = time }, null, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return new TestServer(databases, accounts.Access) { _accounts = accounts };
    }

    public Task<TResponse> CallAsync<TRequest, TResponse>(string rpc, TRequest request, Caller? caller = null)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new() => _rpcs.CallAsync<TRequest, TResponse>(rpc, request, caller ?? Caller);

    public Task<List<TResponse>> StreamAsync<TRequest, TResponse>(string rpc, TRequest request)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>, new() => _rpcs.StreamAsync<TRequest, TResponse>(rpc, request, Caller);

    public async ValueTask DisposeAsync()
    {
        if (_accounts is not null)
            await _accounts.DisposeAsync();
        await Databases.DisposeAsync();
    }
}
