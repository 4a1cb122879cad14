using System.Globalization;
using System.Text;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>CreateUser, ListUsers, ChangePassword, ChangePermission and SetActiveUser.</summary>
/// <remarks>
/// Spec sections 8.6 to 8.10, in their order. Two of immudb's ways are not followed: nobody but the superuser changes the superuser, and nothing is
/// granted on a database that does not exist (sections 17 and 21).
/// </remarks>
internal sealed class UserAdministration(IAccountBook book, CallerSessions sessions, PasswordDesk desk, TimeProvider time)
{
    public async ValueTask CreateAsync(CreateUserRequest request, Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount by = session.Require(ImmuErrors.PleaseLogin);
        if (request.User.IsEmpty)
            throw ImmuErrors.UserNameEmpty();
        string database = request.Database;
        if (database.Length == 0)
            database = session.Accounts.HasManyDatabases ? throw ImmuErrors.DatabaseNameRequired() : DatabaseCatalog.DefaultName;
        if (!session.Accounts.HasDatabase(database))
            throw ImmuErrors.DatabaseMissing(database);
        if (PermissionCode.ToRole(request.Permission) == Roles.None)
            throw ImmuErrors.UnrecognizedPermission();
        if ((by.RolesOn(database) & Roles.MayAdminister) == 0)
            throw ImmuErrors.NoPermissionOnDatabase();
        if (request.Permission == PermissionCode.SystemAdmin)
            throw ImmuErrors.SecondSystemAdmin();
        string name = request.User.ToStringUtf8();
        if (session.Accounts.Find(name) is not null)
            throw ImmuErrors.UserExists();
        if (AccountNames.CheckUser(request.User.Span) != UserNameFault.None)
            throw ImmuErrors.UserNameCharacters();
        if (!PasswordRule.IsStrong(request.Password.Span))
            throw ImmuErrors.WeakPassword();

        string hash = await desk.HashAsync(request.Password.Memory, caller.CancellationToken).ConfigureAwait(false);
        var change = new UserCreated(by.Name, time.GetUtcNow(), name, hash, new DatabasePermission(database, request.Permission));
        if (!(await book.RecordAsync(change, caller.CancellationToken).ConfigureAwait(false)).TookEffect)
            throw ImmuErrors.UserExists(); // another host was first
    }

    public async ValueTask<UserList> ListAsync(Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount by = session.Require(ImmuErrors.PleaseLogin);
        string database = by.IsSuperuser ? "" : session.Database ?? throw ImmuErrors.SelectDatabaseFirst();
        Func<UserAccount, bool> isShown = by.IsSuperuser
            ? _ => true
            : by.RolesOn(database) == Roles.DatabaseAdmin
                ? user => user.Permissions.Any(permission => permission.Database == database)
                : user => user.Name == by.Name;
        var list = new UserList();
        list.Users.AddRange(session.Accounts.Users.Values.Where(isShown).Select(Show));
        return list;
    }

    public async ValueTask ChangePasswordAsync(ChangePasswordRequest request, Caller caller)
    {
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount by = session.Require(ImmuErrors.LoginFirst);
        string name = request.User.ToStringUtf8();
        if (name == UserAccount.SuperuserName && !await desk.CheckAsync(Encoding.UTF8.GetBytes(by.Name), () => new(by.PasswordHash), request.OldPassword.Memory, caller).ConfigureAwait(false))
            throw ImmuErrors.OldPasswordIncorrect();
        if (!by.IsAdminSomewhere)
            throw ImmuErrors.NotAnAdmin();
        if (name.Length == 0)
            throw ImmuErrors.UserNameEmpty();
        if (session.Accounts.Find(name) is not { } target || !(by.IsSuperuser || target.CreatedBy == by.Name))
            throw ImmuErrors.UserNotYours(name);
        if (request.NewPassword.IsEmpty)
            throw ImmuErrors.PasswordEmpty();

        string hash = await desk.HashAsync(request.NewPassword.Memory, caller.CancellationToken).ConfigureAwait(false);
        await book.RecordAsync(new PasswordChanged(by.Name, time.GetUtcNow(), name, hash), caller.CancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ChangePermissionAsync(ChangePermissionRequest request, Caller caller)
    {
        if (request.Database == DatabaseCatalog.SystemName)
            throw ImmuErrors.DatabaseNotAssignable();
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount by = session.Require(ImmuErrors.Unauthenticated);
        Require(request, by);
        UserAccount target = session.Accounts.Find(request.Username) ?? throw ImmuErrors.UserNotFound(request.Username);
        if (!target.IsActive)
            throw ImmuErrors.UserNotActive(request.Username);
        if (target.IsSuperuser || (by.RolesOn(request.Database) & Roles.MayAdminister) == 0)
            throw ImmuErrors.PermissionDatabaseDenied();

        bool isGrant = request.Action == PermissionAction.Grant;
        if (isGrant && !session.Accounts.HasDatabase(request.Database))
            throw ImmuErrors.DatabaseMissing(request.Database);
        DateTimeOffset now = time.GetUtcNow();
        AccountChange change = isGrant
            ? new PermissionGranted(by.Name, now, target.Name, new DatabasePermission(request.Database, request.Permission))
            : new PermissionRevoked(by.Name, now, target.Name, request.Database);
        await book.RecordAsync(change, caller.CancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetActiveAsync(SetActiveUserRequest request, Caller caller)
    {
        if (request.Username.Length == 0)
            throw ImmuErrors.UserNameEmpty();
        CallerSession session = await sessions.FindNewestAsync(caller).ConfigureAwait(false);
        UserAccount by = session.Require(ImmuErrors.LoginFirst);
        if (!by.IsAdminSomewhere)
            throw ImmuErrors.NotAnAdmin();
        if (request.Username == by.Name)
            throw ImmuErrors.OwnStatus();
        UserAccount target = session.Accounts.Find(request.Username) ?? throw ImmuErrors.UnknownUser(request.Username);
        if (!(by.IsSuperuser || target.CreatedBy == by.Name))
            throw ImmuErrors.UserNotCreatedByYou(request.Username);
        await book.RecordAsync(new ActivityChanged(by.Name, time.GetUtcNow(), target.Name, request.Active), caller.CancellationToken).ConfigureAwait(false);
    }

    private static void Require(ChangePermissionRequest request, UserAccount by)
    {
        if (request.Username.Length == 0)
            throw ImmuErrors.PermissionUserNameEmpty();
        if (request.Database.Length == 0)
            throw ImmuErrors.PermissionDatabaseEmpty();
        if (request.Action is not (PermissionAction.Grant or PermissionAction.Revoke))
            throw ImmuErrors.ActionNotRecognized();
        // One system administrator is all there is.
        if (PermissionCode.ToRole(request.Permission) is Roles.None or Roles.SystemAdmin)
            throw ImmuErrors.PermissionUnrecognized();
        if (request.Username == by.Name)
            throw ImmuErrors.OwnPermissions();
    }

    private static User Show(UserAccount account)
    {
        var user = new User
        {
            User_ = ByteString.CopyFromUtf8(account.Name),
            Createdby = account.CreatedBy,
            Createdat = account.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture),
            Active = account.IsActive,
        };
        user.Permissions.AddRange(account.Permissions.Select(permission => new Permission { Database = permission.Database, Permission_ = permission.Code }));
        return user;
    }
}
