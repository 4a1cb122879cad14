using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Access with authentication off: everybody on this machine may do everything on <c>defaultdb</c>.</summary>
/// <param name="databases">Holds the one database.</param>
/// <param name="remoteAllowed">Whether callers from other machines are let in too (immudb's <c>--devmode</c>).</param>
/// <param name="quotas">How many entries the database may have; null for any number.</param>
public sealed class OpenAccess(DatabaseCatalog databases, bool remoteAllowed = false, EntryQuotas? quotas = null) : IAccess
{
    private readonly DatabaseRules _rules = new(Signatures: null, quotas?.Of(DatabaseCatalog.DefaultName));

    /// <inheritdoc/>
    public void Admit(in Caller caller)
    {
        if (!caller.IsLocal && !remoteAllowed)
            throw ImmuErrors.LocalOnly();
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizedCall> AuthorizeAsync(Caller caller, Roles allowed)
    {
        Admit(caller);
        return new(new AuthorizedCall(databases.UseDefault(), "", _rules));
    }

    /// <inheritdoc/>
    public ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller)
    {
        Admit(caller);
        throw ImmuErrors.LoginWithoutAuthentication();
    }

    /// <inheritdoc/>
    /// <remarks>Nobody is logged in, so the answer is the one for a token that is not known.</remarks>
    public ValueTask LogoutAsync(Caller caller)
    {
        Admit(caller);
        throw caller.Authorization is null ? ImmuErrors.NoAuthorizationHeader() : ImmuErrors.InvalidToken();
    }

    /// <inheritdoc/>
    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask CreateDatabaseAsync(string name, Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask CreateUserAsync(CreateUserRequest request, Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask<UserList> ListUsersAsync(Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask ChangePasswordAsync(ChangePasswordRequest request, Caller caller) => throw Refuse(caller);

    /// <inheritdoc/>
    public ValueTask ChangePermissionAsync(ChangePermissionRequest request, Caller caller)
    {
        RpcException refusal = Refuse(caller);
        throw (request.Database == DatabaseCatalog.SystemName ? ImmuErrors.DatabaseNotAssignable() : refusal);
    }

    /// <inheritdoc/>
    public ValueTask SetActiveUserAsync(SetActiveUserRequest request, Caller caller)
    {
        RpcException refusal = Refuse(caller);
        throw (request.Username.Length == 0 ? ImmuErrors.UserNameEmpty() : refusal);
    }

    /// <inheritdoc/>
    public ValueTask<V1.DatabaseSettings> SettingsAsync(Caller caller)
    {
        Admit(caller);
        return new(new V1.DatabaseSettings());
    }

    /// <inheritdoc/>
    public ValueTask<V1.DatabaseSettings> ConfigureDatabaseAsync(V1.DatabaseSettings request, Caller caller) => throw Refuse(caller);

    private RpcException Refuse(Caller caller)
    {
        Admit(caller);
        return ImmuErrors.AuthenticationRequired();
    }
}
