using System.Collections.Immutable;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What a change makes of the accounts before it. Pure: every host comes to the same state.</summary>
/// <remarks>
/// <para>Whether the one who asked for a change may make it was decided before it was written down. Here is only decided what two hosts could
/// otherwise see differently, because the second did not know yet what the first had done.</para>
/// <para>A change of a user that takes effect gives it a new epoch, which ends its tokens: also one that leaves everything as it was, such as granting
/// what is granted, as then too the user has to log in again (spec section 8.2). The epoch is the entry's place in the log plus one: nothing has to
/// be counted, and no two changes give the same.</para>
/// </remarks>
public static class AccountFold
{
    /// <summary>The accounts after one more entry.</summary>
    /// <param name="state">The accounts after all entries before it.</param>
    /// <param name="index">The entry's place in the system ledger: <see cref="AccountState.Size"/> of <paramref name="state"/>.</param>
    /// <param name="change">What it says.</param>
    /// <returns>The state, and whether anything took effect. If not, only the size is another.</returns>
    public static (AccountState State, bool TookEffect) Apply(AccountState state, ulong index, AccountChange change)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(change);
        ArgumentOutOfRangeException.ThrowIfNotEqual(index, state.Size);
        AccountState? after = change switch
        {
            UserCreated created => Create(state, created, index + 1),
            PasswordChanged changed => SetPassword(state, changed, index + 1),
            PermissionGranted granted => Grant(state, granted, index + 1),
            PermissionRevoked revoked => Revoke(state, revoked, index + 1),
            ActivityChanged activity => Switch(state, activity, index + 1),
            SessionsEnded ended => state.Find(ended.Name) is { } user ? With(state, user, index + 1) : null,
            DatabaseCreated created => Create(state, created),
            DatabaseConfigured configured => Configure(state, configured),
            _ => throw new ArgumentException($"{change.GetType().Name} is not a change of the accounts", nameof(change)),
        };
        return after is null ? (state with { Size = index + 1 }, false) : (after with { Size = index + 1 }, true);
    }

    // Nobody but the superuser can have the superuser's permission, and the superuser no other.
    private static AccountState? Create(AccountState state, UserCreated change, ulong epoch)
    {
        bool isSuperuser = change.Name == UserAccount.SuperuserName;
        bool isFitting = isSuperuser
            ? change.Permission == new DatabasePermission(DatabasePermission.Everywhere, PermissionCode.SystemAdmin)
            : IsGrantable(change.Permission);
        if (!isFitting || state.Find(change.Name) is not null)
            return null;
        var user = new UserAccount
        {
            Name = change.Name,
            PasswordHash = change.PasswordHash,
            Permissions = [change.Permission],
            CreatedBy = isSuperuser ? "" : change.By,
            CreatedAt = change.At,
            IsActive = true,
            Epoch = epoch,
        };
        return With(state, user, epoch);
    }

    private static AccountState? SetPassword(AccountState state, PasswordChanged change, ulong epoch)
    {
        if (state.Find(change.Name) is not { } user)
            return null;
        user = user with { PasswordHash = change.PasswordHash };
        return With(state, user.IsSuperuser ? user : user with { CreatedBy = change.By, CreatedAt = change.At }, epoch);
    }

    private static AccountState? Grant(AccountState state, PermissionGranted change, ulong epoch)
    {
        if (state.Find(change.Name) is not { IsSuperuser: false } user || !IsGrantable(change.Permission))
            return null;
        ImmutableArray<DatabasePermission> others = user.Permissions.RemoveAll(p => p.Database == change.Permission.Database);
        return With(state, user with { Permissions = others.Add(change.Permission) }, epoch);
    }

    private static AccountState? Revoke(AccountState state, PermissionRevoked change, ulong epoch)
    {
        if (state.Find(change.Name) is not { IsSuperuser: false } user)
            return null;
        ImmutableArray<DatabasePermission> others = user.Permissions.RemoveAll(p => p.Database == change.Database);
        return others.Length == user.Permissions.Length ? null : With(state, user with { Permissions = others }, epoch);
    }

    private static AccountState? Switch(AccountState state, ActivityChanged change, ulong epoch) =>
        state.Find(change.Name) is { IsSuperuser: false } user ? With(state, user with { IsActive = change.IsActive }, epoch) : null;

    private static AccountState? Create(AccountState state, DatabaseCreated change)
    {
        if (change.Name is DatabaseCatalog.DefaultName or DatabaseCatalog.SystemName || Place(state, change.Name) >= 0)
            return null;
        return state with { Databases = state.Databases.Add(new DatabaseRecord(change.Name, change.By, change.At, DatabaseSettings.None)) };
    }

    private static AccountState? Configure(AccountState state, DatabaseConfigured change)
    {
        if (change.Name == DatabaseCatalog.DefaultName)
            return state with { DefaultSettings = change.Settings };
        int place = Place(state, change.Name);
        return place < 0 ? null : state with { Databases = state.Databases.SetItem(place, state.Databases[place] with { Settings = change.Settings }) };
    }

    private static AccountState With(AccountState state, UserAccount user, ulong epoch) =>
        state with { Users = state.Users.SetItem(user.Name, user with { Epoch = epoch }) };

    private static bool IsGrantable(DatabasePermission permission) =>
        permission is { Database: not DatabasePermission.Everywhere, Code: PermissionCode.Read or PermissionCode.ReadWrite or PermissionCode.DatabaseAdmin };

    private static int Place(AccountState state, string database)
    {
        for (int i = 0; i < state.Databases.Length; i++)
        {
            if (state.Databases[i].Name == database)
                return i;
        }

        return -1;
    }
}
