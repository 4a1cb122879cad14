using System.CommandLine;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands about users.</summary>
internal static class UserCommands
{
    private const string PasswordVariable = "IMMU_PASSWORD";
    private const string NewPasswordVariable = "IMMU_NEW_PASSWORD";

    /// <summary>The one command; the others are behind it.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        CommandHost.Group(
            "user", "Users and what they may do.", "immu user list",
            [List(host), Create(host), ChangePassword(host), SetActive(host, "activate", true), SetActive(host, "deactivate", false), PermissionGroup(host)]),
    ];

    private static Command List(CommandHost host) => host.Command(
        "list", "List the users that you may see.", "immu user list", [],
        async run =>
        {
            LedgerClient ledger = await run.ConnectAsync();
            IReadOnlyList<User> users = await ledger.Accounts.UsersAsync(run.CancellationToken);
            run.Printer.WriteAll([.. users.Select(Fields)]);
            return 0;
        });

    private static Command Create(CommandHost host)
    {
        Argument<string> name = Name();
        Argument<string> permission = PermissionName();
        Argument<string> database = DatabaseName();
        return host.Command(
            "create", "Make a user; the password is asked for, or taken from IMMU_NEW_PASSWORD.", "immu user create ann readwrite defaultdb", [name, permission, database],
            async run =>
            {
                string password = NewPassword(run, run.Value(name));
                LedgerClient ledger = await run.ConnectAsync();
                await ledger.Accounts.CreateUserAsync(run.Value(name), password, PermissionOf(run.Value(permission)), run.Value(database), run.CancellationToken);
                run.Printer.Say($"User {run.Value(name)} was created with {run.Value(permission)} on {run.Value(database)}");
                return 0;
            });
    }

    private static Command ChangePassword(CommandHost host)
    {
        Argument<string> name = Name();
        return host.Command(
            "changepassword", "Change a password. Both are asked for, or taken from IMMU_PASSWORD and IMMU_NEW_PASSWORD.", "immu user changepassword ann", [name],
            async run =>
            {
                // Only the superuser's own is asked for by ledgers.
                string old = run.Value(name) == "immudb" ? host.Typing.Password("Old password: ", PasswordVariable) ?? "" : "";
                string password = NewPassword(run, run.Value(name));
                LedgerClient ledger = await run.ConnectAsync();
                await ledger.Accounts.ChangePasswordAsync(run.Value(name), old, password, run.CancellationToken);
                run.Printer.Say($"The password of {run.Value(name)} was changed: its sessions have ended");
                return 0;
            });
    }

    private static Command SetActive(CommandHost host, string command, bool isActive)
    {
        Argument<string> name = Name();
        return host.Command(
            command, isActive ? "Let a user log in again." : "Let a user not log in any more.", $"immu user {command} ann", [name],
            async run =>
            {
                LedgerClient ledger = await run.ConnectAsync();
                await ledger.Accounts.SetActiveAsync(run.Value(name), isActive, run.CancellationToken);
                run.Printer.Say($"User {run.Value(name)} is {(isActive ? "active" : "not active")} now");
                return 0;
            });
    }

    private static Command PermissionGroup(CommandHost host) => CommandHost.Group(
        "permission", "What a user may do in a database.", "immu user permission grant ann read defaultdb", [Permit(host, "grant", true), Permit(host, "revoke", false)]);

    private static Command Permit(CommandHost host, string command, bool isGrant)
    {
        Argument<string> name = Name();
        Argument<string> permission = PermissionName();
        Argument<string> database = DatabaseName();
        return host.Command(
            command, isGrant ? "Give a permission; it replaces the one the user has there." : "Take a permission.", $"immu user permission {command} ann read defaultdb",
            [name, permission, database],
            async run =>
            {
                Permission which = PermissionOf(run.Value(permission));
                LedgerClient ledger = await run.ConnectAsync();
                if (isGrant)
                    await ledger.Accounts.GrantAsync(run.Value(name), which, run.Value(database), run.CancellationToken);
                else
                    await ledger.Accounts.RevokeAsync(run.Value(name), which, run.Value(database), run.CancellationToken);
                run.Printer.Say($"{(isGrant ? "Granted" : "Revoked")} {run.Value(permission)} on {run.Value(database)}: {run.Value(name)} has to log in again");
                return 0;
            });
    }

    private static Argument<string> Name() => new("user") { Description = "Name of the user." };

    private static Argument<string> DatabaseName() => new("database") { Description = "Name of the database." };

    private static Argument<string> PermissionName()
    {
        var permission = new Argument<string>("permission") { Description = "read, readwrite or admin." };
        permission.AcceptOnlyFromAmong("read", "readwrite", "admin");
        return permission;
    }

    private static Permission PermissionOf(string name) => name switch
    {
        "read" => Permission.Read,
        "readwrite" => Permission.ReadWrite,
        _ => Permission.Admin,
    };

    private static string NameOf(Permission permission) => permission switch
    {
        Permission.Read => "read",
        Permission.ReadWrite => "readwrite",
        Permission.Admin => "admin",
        Permission.SystemAdmin => "system admin",
        _ => permission.ToString(),
    };

    private static string NewPassword(CommandRun run, string name) =>
        run.Host.Typing.Password($"New password of {name}: ", NewPasswordVariable, isNew: true) is { Length: > 0 } password
            ? password
            : throw FailureException.WrongUse("a new password is needed: typed, as a line of the input, or in IMMU_NEW_PASSWORD");

    private static IReadOnlyList<Field> Fields(User user) =>
    [
        Field.Of("user", user.Name),
        Field.Of("active", user.IsActive),
        Field.Of("permissions", string.Join(", ", user.Permissions.Select(p => $"{NameOf(p.Permission)} on {p.Database}"))),
        Field.Of("created by", user.CreatedBy.Length == 0 ? null : user.CreatedBy),
        Field.Of("created at", user.CreatedAt.Length == 0 ? null : user.CreatedAt),
    ];
}
