using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Auditing;

/// <summary>The auditor's conversation with a ledger, for one check.</summary>
/// <remarks>It does not log out: that would end every session of the user's, other people's too. The token ends by itself.</remarks>
internal sealed class AuditSession(IRpcInvoker rpcs, AuditOptions options, CancellationToken cancellationToken)
{
    /// <summary>The database there is where nobody logs in.</summary>
    public const string OnlyDatabase = "defaultdb";

    private string? _authorization;

    /// <summary>The identity that the last answer named; a name made from the address if it named none.</summary>
    public string Server { get; private set; } = "";

    /// <summary>Logs in, unless there is nothing to log in to.</summary>
    public async Task LoginAsync()
    {
        if (options.Username.Length == 0)
            return;
        try
        {
            LoginResponse login = await CallAsync<LoginResponse>(
                "Login", new LoginRequest { User = ByteString.CopyFromUtf8(options.Username), Password = options.Password }).ConfigureAwait(false);
            _authorization = "Bearer " + login.Token;
        }
        catch (RpcException e) when (e.Message == ImmuErrors.LoginWithoutAuthentication().Message)
        {
            _authorization = null;
        }
    }

    /// <summary>The databases the user may see, of those that were asked for.</summary>
    public async Task<IReadOnlyList<string>> DatabasesAsync()
    {
        IEnumerable<string> all = [OnlyDatabase];
        if (_authorization is not null)
            all = (await CallAsync<DatabaseListResponse>("DatabaseList", new Empty()).ConfigureAwait(false)).Databases.Select(database => database.Databasename);
        return [.. all.Where(name => options.Databases.Count == 0 || options.Databases.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];
    }

    /// <summary>Goes on with a token for the database.</summary>
    public async Task UseAsync(string database)
    {
        if (_authorization is null)
            return;
        UseDatabaseReply answer = await CallAsync<UseDatabaseReply>("UseDatabase", new Immudb.Schema.Database { Databasename = database }).ConfigureAwait(false);
        _authorization = "Bearer " + answer.Token;
    }

    public Task<Root> CurrentRootAsync() => CallAsync<Root>("CurrentRoot", new Empty());

    /// <returns>Null if the log ends before the entry.</returns>
    public async Task<ConsistencyProof?> ConsistencyAsync(ulong lastIndex)
    {
        try
        {
            return await CallAsync<ConsistencyProof>("Consistency", new Index { Index_ = lastIndex }).ConfigureAwait(false);
        }
        catch (RpcException e) when (e is { Code: StatusCode.NotFound, Message: "index not found" })
        {
            return null;
        }
    }

    private async Task<T> CallAsync<T>(string rpc, IMessage request)
        where T : IMessage<T>
    {
        var call = new RpcCall(cancellationToken) { Authorization = _authorization, IsLocal = true };
        try
        {
            return (T)await rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), request, call).ConfigureAwait(false);
        }
        finally
        {
            Server = call.ServerIdentity ?? ServerName.OfAddress(options.ServerAddress);
        }
    }
}
