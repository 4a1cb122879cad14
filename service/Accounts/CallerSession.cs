using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What a caller's token comes to at the moment of the call.</summary>
/// <param name="State">Live only if the user is there, switched on and has not ended the token's epoch.</param>
/// <param name="User">Who calls; null unless the token is live.</param>
/// <param name="Database">The database selected with the token; null for none.</param>
/// <param name="Accounts">The accounts it was judged by.</param>
internal readonly record struct CallerSession(TokenState State, UserAccount? User, string? Database, AccountState Accounts)
{
    /// <summary>The user, or the refusal.</summary>
    /// <param name="refusal">For whoever is not logged in, or no longer.</param>
    public UserAccount Require(Func<Protocol.Grpc.RpcException> refusal) => User ?? throw refusal();

    /// <summary>The database selected, for a user with one of these roles on it.</summary>
    /// <exception cref="Protocol.Grpc.RpcException">The refusal of an rpc on a database.</exception>
    public string RequireOn(Roles allowed)
    {
        if (State == TokenState.Expired)
            throw ImmuErrors.TokenExpired();
        UserAccount user = Require(ImmuErrors.LoginFirst);
        string database = Database ?? throw ImmuErrors.SelectDatabaseFirst();
        return (user.RolesOn(database) & allowed) != 0 ? database : throw ImmuErrors.NoPermission();
    }
}
