namespace ImmuFunctions.Cli.Stores;

/// <summary>A database as it lies in a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">What its blobs' names begin with.</param>
internal sealed record StoredDatabase(string Name, string Prefix);
