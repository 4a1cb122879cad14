using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What a token stands for.</summary>
/// <param name="Account">Who logged in.</param>
/// <param name="Database">The database selected with this token.</param>
/// <param name="ExpiresAt">From this moment on the token is refused.</param>
internal sealed record Session(Account Account, OpenDatabase Database, DateTimeOffset ExpiresAt);
