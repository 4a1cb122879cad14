namespace ImmuFunctions.Client;

/// <summary>What a user may do where.</summary>
/// <param name="Database">Name of the database.</param>
/// <param name="Permission">What is allowed there.</param>
public sealed record DatabasePermission(string Database, Permission Permission);
