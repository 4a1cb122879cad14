using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Login, Logout and UseDatabase.</summary>
/// <remarks>Spec sections 8.1 to 8.4, 8.11.</remarks>
internal sealed class Logins(IAccountBook book, IAccessTokens tokens, CallerSessions sessions, PasswordDesk desk, TimeProvider time)
{
    private static readonly ByteString DefaultPasswordWarning =
        ByteString.CopyFromUtf8("immudb user has the default password: please change it to ensure proper security");

    /// <remarks>An unknown name costs the time of a wrong password and gets its answer.</remarks>
    public async ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller)
    {
        AccountState accounts = AccountState.Empty;
        UserAccount? user = null;
        bool isRight = await desk.CheckAsync(request.User.Memory, HashAsync, request.Password.Memory, caller).ConfigureAwait(false);
        if (user is null || !isRight)
            throw ImmuErrors.InvalidLogin();
        if (!user.IsActive)
            throw ImmuErrors.UserInactive();

        string? database = accounts.HasManyDatabases ? null : DatabaseCatalog.DefaultName;
        var response = new LoginResponse { Token = await tokens.IssueAsync(user.Name, user.Epoch, database, caller.CancellationToken).ConfigureAwait(false) };
        if (user.IsSuperuser && request.Password.Span.SequenceEqual("immudb"u8))
            response.Warning = DefaultPasswordWarning;
        return response;

        async ValueTask<string?> HashAsync()
        {
            accounts = await book.NewestAsync(caller.CancellationToken).ConfigureAwait(false);
            user = accounts.Find(request.User.ToStringUtf8());
            return user?.PasswordHash;
        }
    }

    public async ValueTask LogoutAsync(Caller caller)
    {
        if (caller.Authorization is null)
            throw ImmuErrors.NoAuthorizationHeader();
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        if (session.State == TokenState.Expired)
            throw ImmuErrors.LogoutTokenExpired();
        UserAccount user = session.Require(ImmuErrors.InvalidToken);
        await book.RecordAsync(new SessionsEnded(user.Name, time.GetUtcNow(), user.Name), caller.CancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller)
    {
        CallerSession session = await sessions.FindAsync(caller).ConfigureAwait(false);
        UserAccount user = RequireUser(session);
        if (name == DatabaseCatalog.SystemName)
            throw ImmuErrors.DatabaseNotSelectable();
        if (user.RolesOn(name) == Roles.None || !session.Accounts.HasDatabase(name))
        {
            // It may have been created, or granted, on another host a moment ago.
            session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
            user = RequireUser(session);
        }

        if (user.RolesOn(name) == Roles.None)
            throw ImmuErrors.DatabaseDenied();
        if (!session.Accounts.HasDatabase(name))
            throw ImmuErrors.DatabaseNotFound(name);
        return new UseDatabaseReply { Token = await tokens.IssueAsync(user.Name, user.Epoch, name, caller.CancellationToken).ConfigureAwait(false) };
    }

    private static UserAccount RequireUser(in CallerSession session) =>
        session.State == TokenState.Expired ? throw ImmuErrors.TokenExpired() : session.Require(ImmuErrors.Unauthenticated);
}
