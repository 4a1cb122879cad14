using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client;

/// <summary>Users and databases of a ledger, and what is set for a client's own database. Who may do what is immudb's rule.</summary>
/// <remarks>Every method may throw <see cref="LedgerClientException"/> with immudb's own text, and <see cref="OperationCanceledException"/>.</remarks>
public sealed class LedgerAccounts
{
    private readonly SharedConnection _connection;
    private readonly DatabaseSession _session;
    private readonly Guard _guard;

    internal LedgerAccounts(SharedConnection connection, DatabaseSession session, Guard guard) =>
        (_connection, _session, _guard) = (connection, session, guard);

    /// <summary>The users the caller may see.</summary>
    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken = default) => _guard.RunAsync<IReadOnlyList<User>>("Users", async () =>
        [.. (await _session.AskAsync<UserList>("ListUsers", new Empty(), cancellationToken).ConfigureAwait(false)).Users.Select(UserOf)]);

    /// <summary>Makes a user.</summary>
    /// <param name="name">Letters, digits and underscores.</param>
    /// <param name="password">8 to 32 characters with an upper-case letter, a digit and a special character.</param>
    /// <param name="permission">What the user may do in <paramref name="database"/>.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CreateUserAsync(string name, string password, Permission permission, string database, CancellationToken cancellationToken = default) => CallAsync(
        "CreateUser",
        new CreateUserRequest { User = Text(name), Password = Text(password), Permission = (uint)permission, Database = database },
        cancellationToken);

    /// <summary>Changes a password. That ends the user's sessions: after changing one's own, this client logs in with the new one.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="oldPassword">Looked at only if it is of the user <c>immudb</c>.</param>
    /// <param name="newPassword">As for <see cref="CreateUserAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ChangePasswordAsync(string name, string oldPassword, string newPassword, CancellationToken cancellationToken = default)
    {
        var request = new ChangePasswordRequest { User = Text(name), OldPassword = Text(oldPassword), NewPassword = Text(newPassword) };
        await CallAsync("ChangePassword", request, cancellationToken).ConfigureAwait(false);
        _connection.Login.PasswordChanged(name, newPassword);
    }

    /// <summary>Gives a user a permission.</summary>
    public Task GrantAsync(string name, Permission permission, string database, CancellationToken cancellationToken = default) =>
        ChangePermissionAsync("Grant", PermissionAction.Grant, name, permission, database, cancellationToken);

    /// <summary>Takes a permission from a user.</summary>
    public Task RevokeAsync(string name, Permission permission, string database, CancellationToken cancellationToken = default) =>
        ChangePermissionAsync("Revoke", PermissionAction.Revoke, name, permission, database, cancellationToken);

    /// <summary>Switches a user on or off.</summary>
    public Task SetActiveAsync(string name, bool isActive, CancellationToken cancellationToken = default) =>
        CallAsync("SetActiveUser", new SetActiveUserRequest { Username = name, Active = isActive }, cancellationToken);

    /// <summary>Names of the databases the caller may use.</summary>
    public Task<IReadOnlyList<string>> DatabasesAsync(CancellationToken cancellationToken = default) => _guard.RunAsync<IReadOnlyList<string>>("Databases", async () =>
        [.. (await _session.AskAsync<DatabaseListResponse>("DatabaseList", new Empty(), cancellationToken).ConfigureAwait(false)).Databases.Select(database => database.Databasename)]);

    /// <summary>Makes a database.</summary>
    /// <param name="name">Lower-case letters and digits, 1 to 128 bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        CallAsync("CreateDatabase", new Database { Databasename = name }, cancellationToken);

    /// <summary>Ends all sessions of the user who is logged in. This client's later calls fail, and those of the clients it shares its login with.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken = default)
    {
        await CallAsync("Logout", new Empty(), cancellationToken).ConfigureAwait(false);
        _connection.Login.End();
    }

    /// <summary>What is set for this client's database.</summary>
    public Task<DatabaseSettings> SettingsAsync(CancellationToken cancellationToken = default) => _guard.RunAsync("Settings", async () =>
        SettingsOf(await _session.QueryAsync<V1.DatabaseSettings>("Settings", new SettingsRequest(), cancellationToken).ConfigureAwait(false)));

    /// <summary>Replaces what is set for this client's database.</summary>
    /// <returns>What is set now.</returns>
    public Task<DatabaseSettings> ConfigureAsync(DatabaseSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var request = new V1.DatabaseSettings { RequireSignature = settings.RequireSignature };
        request.TrustedKeys.AddRange(settings.TrustedKeys.Select(key => ByteString.CopyFrom(key.Span)));
        return _guard.RunAsync("Configure", async () =>
            SettingsOf(await _session.QueryAsync<V1.DatabaseSettings>("ConfigureDatabase", request, cancellationToken).ConfigureAwait(false)));
    }

    private Task<Empty> ChangePermissionAsync(
        string operation, PermissionAction action, string name, Permission permission, string database, CancellationToken cancellationToken) => _guard.RunAsync(
        operation,
        () => _session.AskAsync<Empty>(
            "ChangePermission",
            new ChangePermissionRequest { Action = action, Username = name, Permission = (uint)permission, Database = database },
            cancellationToken));

    private Task<Empty> CallAsync(string rpc, IMessage request, CancellationToken cancellationToken) =>
        _guard.RunAsync(rpc, () => _session.AskAsync<Empty>(rpc, request, cancellationToken));

    private static User UserOf(Immudb.Schema.User user) => new(
        user.User_.ToStringUtf8(),
        [.. user.Permissions.Select(permission => new DatabasePermission(permission.Database, (Permission)permission.Permission_))],
        user.Createdby,
        user.Createdat,
        user.Active);

    private static DatabaseSettings SettingsOf(V1.DatabaseSettings settings) => new()
    {
        RequireSignature = settings.RequireSignature,
        TrustedKeys = [.. settings.TrustedKeys.Select(key => key.Memory)],
    };

    private static ByteString Text(string text) => ByteString.CopyFromUtf8(text);
}
