namespace ImmuFunctions.Service.Accounts;

/// <summary>What a token says.</summary>
/// <param name="User">Whom it was given to.</param>
/// <param name="Epoch">That user's epoch then.</param>
/// <param name="Database">The database selected; null for none.</param>
/// <param name="ExpiresAt">From this moment on it is refused.</param>
public sealed record TokenClaims(string User, ulong Epoch, string? Database, DateTimeOffset ExpiresAt);
