using Immudb.Schema;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Tests.Signatures;

/// <summary>Gives everybody one database, under a name and rules that the test may change.</summary>
internal sealed class RuledAccess(DatabaseCatalog databases) : IAccess
{
    public string Name { get; set; } = DatabaseCatalog.DefaultName;

    public DatabaseRules Rules { get; set; } = DatabaseRules.None;

    public void Admit(in Caller caller)
    {
    }

    public ValueTask<AuthorizedCall> AuthorizeAsync(Caller caller, Roles allowed) =>
        new(new AuthorizedCall(new DatabaseUse(databases.Default with { Name = Name }, null), "", Rules));

    public ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask LogoutAsync(Caller caller) => throw new NotSupportedException();

    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller) => throw new NotSupportedException();

    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller) => throw new NotSupportedException();

    public ValueTask CreateDatabaseAsync(string name, Caller caller) => throw new NotSupportedException();

    public ValueTask CreateUserAsync(CreateUserRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask<UserList> ListUsersAsync(Caller caller) => throw new NotSupportedException();

    public ValueTask ChangePasswordAsync(ChangePasswordRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask ChangePermissionAsync(ChangePermissionRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask SetActiveUserAsync(SetActiveUserRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask<V1.DatabaseSettings> SettingsAsync(Caller caller) => throw new NotSupportedException();

    public ValueTask<V1.DatabaseSettings> ConfigureDatabaseAsync(V1.DatabaseSettings request, Caller caller) => throw new NotSupportedException();
}
