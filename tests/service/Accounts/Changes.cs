using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Service.Accounts;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>Changes of accounts, in few words or at random.</summary>
internal static class Changes
{
    public static readonly DateTimeOffset Now = new DateTimeOffset(2020, 12, 8, 14, 11, 20, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>The first entry of every system ledger.</summary>
    public static readonly AccountChange Superuser = User("immudb", "*", PermissionCode.SystemAdmin) with { By = "" };

    /// <summary>Of a few users and databases, so that they meet; some that must not take effect among them.</summary>
    public static readonly Gen<AccountChange> Any = Of(
        Gen.Elements("immudb", "ann", "bob", "cy"), Gen.Elements("defaultdb", "systemdb", "*", "one", "two", "three"), Gen.Elements(0u, 1u, 2u, 3u, 254u, 255u));

    /// <summary>Of any names.</summary>
    public static readonly Gen<AccountChange> Strange = Of(Text, Text, Gen.Choose(int.MinValue, int.MaxValue).Select(code => (uint)code));

    private static Gen<string> Text => Gen.Elements("", "\"", "\\", "/", "\0", "a", "Z", "é", "\u2028", "\ud83d\ude00", "<+&'>").ArrayOf().Select(string.Concat);

    public static UserCreated User(string name, string database = "defaultdb", uint code = PermissionCode.Read) =>
        new("immudb", Now, name, "hash", new(database, code));

    public static PermissionGranted Grant(string name, string database, uint code) => new("immudb", Now, name, new(database, code));

    public static PermissionRevoked Revoke(string name, string database) => new("immudb", Now, name, database);

    public static DatabaseCreated Database(string name) => new("immudb", Now, name);

    /// <summary>Applies changes, one after another, to nothing.</summary>
    public static AccountState Fold(params IEnumerable<AccountChange> changes) =>
        changes.Aggregate(AccountState.Empty, (state, change) => AccountFold.Apply(state, state.Size, change).State);

    /// <summary>All that a state says, to be compared: its collections compare by reference.</summary>
    public static string Picture(AccountState state)
    {
        var text = new StringBuilder().Append(state.Size).Append(Settings(state.DefaultSettings)).AppendLine();
        foreach (UserAccount user in state.Users.Values)
            text.AppendLine($"{user.Name} {user.PasswordHash} {string.Join(' ', user.Permissions)} {user.CreatedBy} {user.CreatedAt:O} {user.IsActive} {user.Epoch}");
        foreach (DatabaseRecord database in state.Databases)
            text.AppendLine($"{database.Name} {database.CreatedBy} {database.CreatedAt:O}{Settings(database.Settings)}");
        return text.ToString();
    }

    private static string Settings(DatabaseSettings settings) =>
        $" {settings.RequireSignature} {string.Join(' ', settings.TrustedKeys.Select(key => Convert.ToHexString(key.Span)))}";

    private static Gen<AccountChange> Of(Gen<string> names, Gen<string> databases, Gen<uint> codes)
    {
        Gen<DateTimeOffset> times = Gen.Choose(0, int.MaxValue).Select(ticks => Now.AddTicks(ticks * 100_000L).ToOffset(TimeSpan.FromHours(ticks % 3)));
        Gen<bool> flags = Gen.Elements(true, false);
        Gen<ReadOnlyMemory<byte>> keys = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().Select(bytes => new ReadOnlyMemory<byte>(bytes));
        Gen<DatabasePermission> permissions = from database in databases from code in codes select new DatabasePermission(database, code);
        return
            from who in names
            from at in times
            from name in names
            from change in Gen.OneOf(
                from hash in names from permission in permissions select (AccountChange)new UserCreated(who, at, name, hash, permission),
                from hash in names select (AccountChange)new PasswordChanged(who, at, name, hash),
                from permission in permissions select (AccountChange)new PermissionGranted(who, at, name, permission),
                from database in databases select (AccountChange)new PermissionRevoked(who, at, name, database),
                from isActive in flags select (AccountChange)new ActivityChanged(who, at, name, isActive),
                Gen.Constant((AccountChange)new SessionsEnded(who, at, name)),
                from database in databases select (AccountChange)new DatabaseCreated(who, at, database),
                from database in databases
                from required in flags
                from trusted in keys.ArrayOf()
                select (AccountChange)new DatabaseConfigured(who, at, database, new(required, [.. trusted])))
            select change;
    }
}
