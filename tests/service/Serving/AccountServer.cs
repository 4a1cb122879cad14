using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>A server in memory with accounts, and every rpc of both services callable by name.</summary>
internal sealed class AccountServer : IAsyncDisposable
{
    public const string Password = "Passw0rd!";

    private readonly DatabaseCatalog _databases;
    private readonly OpenAccounts _accounts;
    private readonly RpcTable _rpcs;

    private AccountServer(DatabaseCatalog databases, OpenAccounts accounts, IBlobStore store, ManualTime time)
    {
        (_databases, _accounts, Time) = (databases, accounts, time);
        // Tokens as the server makes them: same keys, same identity.
        Tokens = new AccessTokens(new StoredTokenKeys(store, time), databases.Identity, time);
        _rpcs = new RpcTable(databases.Identity);
        new ImmuRpcs(accounts.Access).BindTo(_rpcs.BinderOf(ImmuService.Descriptor));
        new LedgerQueryRpcs(accounts.Access).BindTo(_rpcs.BinderOf(LedgerQueries.Descriptor));
    }

    public ManualTime Time { get; }

    public AccessTokens Tokens { get; }

    public IAccountBook Book => _accounts.Book;

    /// <summary>Opens one over a store that may be shared with another.</summary>
    public static async Task<AccountServer> OpenAsync(IBlobStore? store = null, ManualTime? time = null, string password = "immudb", EntryQuotas? quotas = null)
    {
        store ??= new MemoryStore();
        time ??= new ManualTime();
        DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(store, new LedgerOptions { Time = time }, NullLoggerFactory.Instance, Stop);
        OpenAccounts accounts = await OpenAccounts.OpenAsync(
            databases, store, new AccountOptions(AdminPassword.Parse(password)) { Time = time, Quotas = quotas ?? EntryQuotas.None }, null, NullLoggerFactory.Instance, Stop);
        return new AccountServer(databases, accounts, store, time);
    }

    /// <summary>The reply, or the refusal as it is thrown.</summary>
    public async Task<TResponse> CallAsync<TResponse>(string rpc, IMessage request, string? token)
        where TResponse : IMessage<TResponse> =>
        (TResponse)await _rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), request, CallOf(token));

    /// <summary>Calls an rpc of any shape; null if it succeeded.</summary>
    public async Task<RpcException?> TryAsync(MethodDescriptor rpc, IMessage request, string? token)
    {
        try
        {
            if (rpc.IsServerStreaming)
                await _rpcs.StreamAsync(rpc, request, _ => default, CallOf(token));
            else
                await _rpcs.UnaryAsync(rpc, request, CallOf(token));
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    public Task<LoginResponse> LoginAsync(string user = "immudb", string password = "immudb") =>
        CallAsync<LoginResponse>("Login", new LoginRequest { User = Bytes(user), Password = Bytes(password) }, null);

    /// <summary>A token as Login and UseDatabase give it, for a user as it is now.</summary>
    public async Task<string> TokenAsync(string user, string? database)
    {
        AccountState accounts = await Book.NewestAsync(Stop);
        return await Tokens.IssueAsync(user, accounts.Find(user)!.Epoch, database, Stop);
    }

    public Task RecordAsync(AccountChange change) => Book.RecordAsync(change, Stop).AsTask();

    public static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    public async ValueTask DisposeAsync()
    {
        await _accounts.DisposeAsync();
        await _databases.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static RpcCall CallOf(string? token) => new(Stop) { IsLocal = true, Authorization = token is null ? null : "Bearer " + token };
}
