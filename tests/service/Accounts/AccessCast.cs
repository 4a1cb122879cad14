using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Tests.Serving;
using Role = ImmuFunctions.Service.Tests.Accounts.AccessTableTests.Role;
using Token = ImmuFunctions.Service.Tests.Accounts.AccessTableTests.Token;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>A server with a user for every role on <c>defaultdb</c>, who may all read the database <c>other</c> and know nothing of <c>third</c>.</summary>
internal sealed class AccessCast : IAsyncDisposable
{
    private const string Superuser = UserAccount.SuperuserName;
    private static readonly TimeSpan LongerThanATokenLives = TimeSpan.FromMinutes(61);

    private readonly AccountServer _server;
    private readonly AccountServer _stranger;

    private AccessCast(AccountServer server, AccountServer stranger) => (_server, _stranger) = (server, stranger);

    public static async Task<AccessCast> OpenAsync()
    {
        AccountServer server = await AccountServer.OpenAsync();
        DateTimeOffset now = server.Time.GetUtcNow();
        foreach (string database in new[] { "other", "third" })
            await server.RecordAsync(new DatabaseCreated(Superuser, now, database));
        string hash = PasswordHash.Make("Passw0rd!"u8);
        foreach ((string user, uint code) in new[] { (NameOf(Role.Nobody), PermissionCode.Read), (NameOf(Role.Reader), PermissionCode.Read), (NameOf(Role.Writer), PermissionCode.ReadWrite), (NameOf(Role.Admin), PermissionCode.DatabaseAdmin), ("target", PermissionCode.Read) })
        {
            await server.RecordAsync(new UserCreated(Superuser, now, user, hash, new("defaultdb", code)));
            await server.RecordAsync(new PermissionGranted(Superuser, now, user, new("other", PermissionCode.Read)));
        }

        await server.RecordAsync(new PermissionRevoked(Superuser, now, NameOf(Role.Nobody), "defaultdb"));
        return new AccessCast(server, await AccountServer.OpenAsync(time: server.Time));
    }

    /// <summary>A token of that kind; empty for none, null if there is none of the kind.</summary>
    public async Task<string?> TokenAsync(Role role, Token token)
    {
        string user = NameOf(role);
        DateTimeOffset now = _server.Time.GetUtcNow();
        if (user != Superuser && (await _server.Book.NewestAsync(default)).Find(user)!.IsActive == false)
            await _server.RecordAsync(new ActivityChanged(Superuser, now, user, IsActive: true));
        string live = await _server.TokenAsync(user, "defaultdb");
        switch (token)
        {
            case Token.None:
                return "";
            case Token.Forged:
                return live[..^1] + (live[^1] == 'A' ? 'Q' : 'A');
            case Token.OfAnotherServer:
                return await _stranger.Tokens.IssueAsync(user, (await _server.Book.NewestAsync(default)).Find(user)!.Epoch, "defaultdb", default);
            case Token.LoggedOut:
                await _server.RecordAsync(new SessionsEnded(user, now, user));
                return live;
            case Token.PasswordChanged:
                await _server.RecordAsync(new PasswordChanged(Superuser, now, user, PasswordHash.Make("0ther-Passw0rd"u8)));
                return live;
            case Token.PermissionChanged or Token.Deactivated when role == Role.Superuser:
                return null;
            case Token.PermissionChanged:
                await _server.RecordAsync(new PermissionGranted(Superuser, now, user, new("other", PermissionCode.Read)));
                return live;
            case Token.Deactivated:
                await _server.RecordAsync(new ActivityChanged(Superuser, now, user, IsActive: false));
                return live;
            case Token.Expired:
                _server.Time.Pass(LongerThanATokenLives);
                return live;
            case Token.WithoutDatabase:
                return await _server.TokenAsync(user, null);
            case Token.OtherDatabase:
                return await _server.TokenAsync(user, "other");
            default:
                return live;
        }
    }

    /// <summary>Calls with a request that a caller who is let through gets past the door with.</summary>
    public Task<RpcException?> CallAsync(string service, string rpc, string? token)
    {
        MethodDescriptor method = (service == LedgerQueries.Descriptor.Name ? LedgerQueries.Descriptor : ImmuService.Descriptor).FindMethodByName(rpc);
        return _server.TryAsync(method, RequestOf(method), token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _stranger.DisposeAsync();
    }

    private static string NameOf(Role role) => role == Role.Superuser ? Superuser : role.ToString().ToLowerInvariant();

    private static IMessage RequestOf(MethodDescriptor method) => method.Name switch
    {
        "Login" => new LoginRequest { User = AccountServer.Bytes(Superuser), Password = AccountServer.Bytes("wrong") },
        "UseDatabase" => new Immudb.Schema.Database { Databasename = "third" },
        "CreateUser" => new CreateUserRequest { User = AccountServer.Bytes("new_user"), Password = AccountServer.Bytes("weak"), Permission = 1, Database = "defaultdb" },
        "ChangePassword" => new ChangePasswordRequest { User = AccountServer.Bytes("target") },
        "ChangePermission" => new ChangePermissionRequest { Action = PermissionAction.Grant, Username = "target", Database = "defaultdb", Permission = 1 },
        "SetActiveUser" => new SetActiveUserRequest { Active = true, Username = "target" },
        _ => method.InputType.Parser.ParseFrom(ByteString.Empty),
    };
}
