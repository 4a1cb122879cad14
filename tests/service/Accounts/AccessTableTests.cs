using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>Every rpc, for every kind of user, with every kind of token: let through, or refused with exactly this code and text.</summary>
/// <remarks>Written down from spec sections 7.1 and 8, not from the rpcs' own table. GetBatch and GetReference are open to readers (section 17, row 10).</remarks>
public sealed class AccessTableTests
{
    private static readonly string[] Reads =
    [
        "Get", "SafeGet", "GetBatch", "GetReference", "ZScan", "Scan", "IScan", "ByIndex", "BySafeIndex", "History", "Count", "CountAll", "CurrentRoot", "Inclusion", "Consistency",
        "FindByValue", "KeysWithValue", "Stats", "GetAt", "Prove", "Receipt", "Settings",
    ];

    private static readonly string[] Writes = ["Set", "SafeSet", "SetBatch", "ExecAllOps", "Reference", "SafeReference", "ZAdd", "SafeZAdd"];

    private static readonly Answer LoginFirst = new(StatusCode.Unknown, "please login first");
    private static readonly Answer PleaseLogin = new(StatusCode.Unknown, "please login");
    private static readonly Answer Unauthenticated = new(StatusCode.Unauthenticated, "Please login");
    private static readonly Answer Expired = new(StatusCode.PermissionDenied, "token has expired: token validation error");
    private static readonly Answer NoPermission = new(StatusCode.Unknown, "you do not have permission for this operation");
    private static readonly Answer NoDatabase = new(StatusCode.Unknown, "please select a database first");
    private static readonly Answer NotAnAdmin = new(StatusCode.Unknown, "user is not system admin nor admin in any of the databases");

    // Whatever else comes of a call, these mean that it was not let through.
    private static readonly Answer[] Refusals = [LoginFirst, PleaseLogin, Unauthenticated, Expired, NoPermission, NoDatabase, NotAnAdmin];

    public enum Role
    {
        Nobody,
        Reader,
        Writer,
        Admin,
        Superuser,
    }

    public enum Token
    {
        None,
        Forged,
        OfAnotherServer,
        LoggedOut,
        PasswordChanged,
        PermissionChanged,
        Deactivated,
        Expired,
        Live,
        WithoutDatabase,
        OtherDatabase,
    }

    /// <summary>How a call ended.</summary>
    public sealed record Answer(StatusCode Code, string Message);

    public static TheoryData<string, string> Rpcs()
    {
        var rpcs = new TheoryData<string, string>();
        foreach (ServiceDescriptor service in new[] { ImmuService.Descriptor, LedgerQueries.Descriptor })
        {
            foreach (MethodDescriptor method in service.Methods)
                rpcs.Add(service.Name, method.Name);
        }

        return rpcs;
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task Rpc_ForEveryRoleAndToken_IsLetThroughOrRefusedAsWritten(string service, string rpc)
    {
        await using var cast = await AccessCast.OpenAsync();
        var problems = new List<string>();
        int judged = 0;
        foreach (Role role in Enum.GetValues<Role>())
        {
            foreach (Token token in Enum.GetValues<Token>())
            {
                if (await cast.TokenAsync(role, token) is not { } text)
                    continue; // there is no such token: nobody takes anything from the superuser
                Answer? expected = Expect(rpc, role, token);
                RpcException? thrown = await cast.CallAsync(service, rpc, text.Length == 0 ? null : text);
                Answer? found = thrown is null ? null : new(thrown.Code, thrown.Message);
                judged++;
                if (expected is null ? found is not null && Refusals.Contains(found) : expected != found)
                    problems.Add($"{role}, {token}: expected {expected?.ToString() ?? "no refusal"}, found {found?.ToString() ?? "success"}");
            }
        }

        Assert.Empty(problems);
        Assert.Equal(53, judged);
    }

    // What section 8 says, with the superuser's exceptions.
    private static Answer? Expect(string rpc, Role role, Token token) => rpc switch
    {
        "Health" or "Login" => null,
        "UpdateAuthConfig" or "UpdateMTLSConfig" => new(StatusCode.Unimplemented, $"method {rpc} not implemented"),
        "Logout" => IsLive(token) ? null : token switch
        {
            Token.None => new(StatusCode.Unauthenticated, "no Authorization header found on request"),
            Token.Expired => new(StatusCode.Unknown, Expired.Message),
            _ => new(StatusCode.Unauthenticated, "invalid token"),
        },
        "UseDatabase" => IsLive(token) ? UseDatabase(role) : token == Token.Expired ? Expired : Unauthenticated,
        "DatabaseList" or "ListUsers" or "CreateUser" when !IsLive(token) => PleaseLogin,
        "ListUsers" when token == Token.WithoutDatabase && role != Role.Superuser => NoDatabase,
        "DatabaseList" or "ListUsers" => null,
        "CreateUser" => CreateUser(role, token),
        "CreateDatabase" when !IsLive(token) => new(StatusCode.Unknown, "could not get loggedin user data"),
        "CreateDatabase" => role == Role.Superuser ? null : new(StatusCode.Unknown, "Logged In user does not have permissions for this operation"),
        "ChangePassword" or "SetActiveUser" when !IsLive(token) => LoginFirst,
        "ChangePassword" or "SetActiveUser" => role is Role.Superuser or Role.Admin ? null : NotAnAdmin,
        "ChangePermission" when !IsLive(token) => Unauthenticated,
        "ChangePermission" => role is Role.Superuser or Role.Admin ? null : new(StatusCode.PermissionDenied, "you do not have permission on this database"),
        _ => Data(rpc, role, token),
    };

    private static Answer? Data(string rpc, Role role, Token token)
    {
        if (token == Token.Expired)
            return Expired;
        if (!IsLive(token))
            return LoginFirst;
        if (token == Token.WithoutDatabase)
            return NoDatabase;

        // In the other database every user may only read.
        Role there = token == Token.OtherDatabase && role != Role.Superuser ? Role.Reader : role;
        Role least = Array.IndexOf(Reads, rpc) >= 0 ? Role.Reader : Array.IndexOf(Writes, rpc) >= 0 ? Role.Writer : rpc is "Dump" or "ConfigureDatabase" ? Role.Admin : rpc == "PrintTree" ? Role.Superuser : throw new InvalidOperationException($"{rpc} is not in this table");
        return there >= least ? null : NoPermission;
    }

    private static bool IsLive(Token token) => token is Token.Live or Token.WithoutDatabase or Token.OtherDatabase;

    // AccessCast asks for a database that only the superuser may use.
    private static Answer? UseDatabase(Role role) =>
        role == Role.Superuser ? null : new(StatusCode.PermissionDenied, "Logged in user does not have permission on this database");

    // AccessCast asks for a new user of the first database.
    private static Answer? CreateUser(Role role, Token token) =>
        role is Role.Superuser or Role.Admin ? null : new(StatusCode.Unknown, "you do not have permission on this database");
}
