using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Access with authentication off: everybody on this machine may do everything on <c>defaultdb</c>.</summary>
/// <param name="databases">Holds the one database.</param>
/// <param name="remoteAllowed">Whether callers from other machines are let in too (immudb's <c>--devmode</c>).</param>
public sealed class OpenAccess(DatabaseCatalog databases, bool remoteAllowed = false) : IAccess
{
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
        return new(new AuthorizedCall(databases.UseDefault(), ""));
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
    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller)
    {
        Admit(caller);
        throw ImmuErrors.AuthenticationRequired();
    }

    /// <inheritdoc/>
    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller)
    {
        Admit(caller);
        throw ImmuErrors.AuthenticationRequired();
    }
}
