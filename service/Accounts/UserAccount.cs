using System.Collections.Immutable;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Someone who can log in, as the system ledger has it.</summary>
public sealed record UserAccount
{
    /// <summary>The superuser's name.</summary>
    public const string SuperuserName = "immudb";

    /// <summary>The name; compared byte for byte.</summary>
    public required string Name { get; init; }

    /// <summary>What the password is checked against: see <see cref="PasswordHash"/>.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>At most one for each database, in the order in which they were granted.</summary>
    public required ImmutableArray<DatabasePermission> Permissions { get; init; }

    /// <summary>The user who made this one or changed its password last; empty for the superuser.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it may log in.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Tokens of an earlier epoch are revoked. It grows with every logout and every change of this user.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Whether this is the one system administrator.</summary>
    public bool IsSuperuser => Name == SuperuserName;

    /// <summary>What this user may do on <paramref name="database"/>.</summary>
    public Roles RolesOn(string database)
    {
        if (IsSuperuser)
            return Roles.SystemAdmin;
        foreach (DatabasePermission permission in Permissions)
        {
            if (permission.Database == database)
                return PermissionCode.ToRole(permission.Code);
        }

        return Roles.None;
    }

    /// <summary>Whether this user administers any database.</summary>
    public bool IsAdminSomewhere => IsSuperuser || Permissions.Any(permission => permission.Code == PermissionCode.DatabaseAdmin);
}
