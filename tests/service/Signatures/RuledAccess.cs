using Immudb.Schema;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Tests.Signatures;

/// <summary>Gives everybody <c>defaultdb</c>, under rules that the test may change.</summary>
internal sealed class RuledAccess(DatabaseCatalog databases) : IAccess
{
    public DatabaseRules Rules { get; set; } = DatabaseRules.None;

    public void Admit(in Caller caller)
    {
    }

    public OpenDatabase Authorize(in Caller caller, Roles allowed) => databases.Default with { Rules = Rules };

    public string UserOf(in Caller caller) => "";

    public ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller) => throw new NotSupportedException();

    public ValueTask LogoutAsync(Caller caller) => throw new NotSupportedException();

    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller) => throw new NotSupportedException();

    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller) => throw new NotSupportedException();
}
