namespace ImmuFunctions.Service.Accounts;

/// <summary>One change of the accounts: an entry of the system ledger.</summary>
/// <remarks>Whether it takes effect follows from the entries before it alone, so that every host comes to the same state: a second creation of
/// one name, or a change of a user who is not there, changes nothing.</remarks>
/// <param name="By">The user who asked for it; empty for the host itself.</param>
/// <param name="At">When, by that host's clock.</param>
public abstract record AccountChange(string By, DateTimeOffset At);

/// <summary>A new user with one permission.</summary>
public sealed record UserCreated(string By, DateTimeOffset At, string Name, string PasswordHash, DatabasePermission Permission) : AccountChange(By, At);

/// <summary>A user's password was set; whoever did it counts as its creator from then on.</summary>
public sealed record PasswordChanged(string By, DateTimeOffset At, string Name, string PasswordHash) : AccountChange(By, At);

/// <summary>A permission was granted, in the place of the one the user had on that database.</summary>
public sealed record PermissionGranted(string By, DateTimeOffset At, string Name, DatabasePermission Permission) : AccountChange(By, At);

/// <summary>The permission on a database was taken away.</summary>
public sealed record PermissionRevoked(string By, DateTimeOffset At, string Name, string Database) : AccountChange(By, At);

/// <summary>A user was switched on or off.</summary>
public sealed record ActivityChanged(string By, DateTimeOffset At, string Name, bool IsActive) : AccountChange(By, At);

/// <summary>All tokens of a user were revoked: a logout.</summary>
public sealed record SessionsEnded(string By, DateTimeOffset At, string Name) : AccountChange(By, At);

/// <summary>A new database.</summary>
public sealed record DatabaseCreated(string By, DateTimeOffset At, string Name) : AccountChange(By, At);

/// <summary>A database's settings were replaced.</summary>
public sealed record DatabaseConfigured(string By, DateTimeOffset At, string Name, DatabaseSettings Settings) : AccountChange(By, At);
