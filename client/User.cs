namespace ImmuFunctions.Client;

/// <summary>A user of a ledger.</summary>
/// <param name="Name">Name to log in with.</param>
/// <param name="Permissions">What the user may do where.</param>
/// <param name="CreatedBy">Name of the user who made this one.</param>
/// <param name="CreatedAt">When, as the ledger writes it.</param>
/// <param name="IsActive">Whether the user may log in.</param>
public sealed record User(string Name, IReadOnlyList<DatabasePermission> Permissions, string CreatedBy, string CreatedAt, bool IsActive);
