using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Access with accounts: who has logged in may do what its roles allow.</summary>
/// <param name="superuser">The one account there is.</param>
/// <param name="databases">What can be selected.</param>
/// <param name="sessions">The tokens in use.</param>
public sealed class SessionAccess(DatabaseCatalog databases, Account superuser, SessionStore sessions) : IAccess
{
    private static readonly ByteString DefaultPasswordWarning =
        ByteString.CopyFromUtf8("immudb user has the default password: please change it to ensure proper security");

    /// <inheritdoc/>
    public void Admit(in Caller caller)
    {
        // Health and Login are for everybody.
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizedCall> AuthorizeAsync(Caller caller, Roles allowed)
    {
        Session session = Require(caller, ImmuErrors.LoginFirst);
        OpenDatabase database = session.Database;
        return (session.Account.RolesOn(database.Name) & allowed) != 0
            ? new(new AuthorizedCall(databases.UseDefault(), session.Account.Name))
            : throw ImmuErrors.NoPermission();
    }

    /// <inheritdoc/>
    public ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller)
    {
        // Both comparisons are always made: the time taken does not tell whether the name exists.
        bool named = superuser.IsNamed(request.User.Span);
        bool proven = superuser.Password.Matches(request.Password.Span);
        if (!(named & proven))
            throw ImmuErrors.InvalidLogin();

        var response = new LoginResponse { Token = sessions.Issue(superuser, databases.Default) };
        if (request.Password.Span.SequenceEqual("immudb"u8))
            response.Warning = DefaultPasswordWarning;
        return new(response);
    }

    /// <inheritdoc/>
    public ValueTask LogoutAsync(Caller caller)
    {
        if (caller.Authorization is null)
            throw ImmuErrors.NoAuthorizationHeader();
        TokenState state = sessions.Find(BearerToken.In(caller.Authorization), out Session session);
        if (state == TokenState.Expired)
            throw ImmuErrors.LogoutTokenExpired();
        if (state == TokenState.Unknown)
            throw ImmuErrors.InvalidToken();
        sessions.DropAll(session.Account);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller)
    {
        Session session = Require(caller, ImmuErrors.Unauthenticated);
        if (name == DatabaseCatalog.SystemName)
            throw ImmuErrors.DatabaseNotSelectable();
        if (session.Account.RolesOn(name) == Roles.None)
            throw ImmuErrors.DatabaseDenied();
        OpenDatabase database = databases.Find(name) ?? throw ImmuErrors.DatabaseNotFound(name);
        return new(new UseDatabaseReply { Token = sessions.Issue(session.Account, database) });
    }

    /// <inheritdoc/>
    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller)
    {
        if (sessions.Find(BearerToken.In(caller.Authorization), out Session session) != TokenState.Live)
            throw ImmuErrors.PleaseLogin();
        var list = new DatabaseListResponse();
        foreach (OpenDatabase database in databases.All)
        {
            if (session.Account.RolesOn(database.Name) != Roles.None)
                list.Databases.Add(new Immudb.Schema.Database { Databasename = database.Name });
        }

        return new(list);
    }

    private Session Require(in Caller caller, Func<RpcException> notLoggedIn) =>
        sessions.Find(BearerToken.In(caller.Authorization), out Session session) switch
        {
            TokenState.Live => session,
            TokenState.Expired => throw ImmuErrors.TokenExpired(),
            _ => throw notLoggedIn(),
        };
}
