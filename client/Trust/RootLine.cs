namespace ImmuFunctions.Client.Trust;

/// <summary>Whose root: one line of what is remembered.</summary>
/// <param name="Keeper">Who remembers it: see <see cref="Verified"/> and <see cref="Audited"/>. The two never help themselves to each other's.</param>
/// <param name="Server">The identity of the ledger's data (<c>immudb-uuid</c>).</param>
/// <param name="Database">Name of the database.</param>
public sealed record RootLine(string Keeper, string Server, string Database)
{
    private const string Verifier = "verified";
    private const string Auditor = "audited";

    /// <summary>Of the verified calls.</summary>
    public static RootLine Verified(string server, string database) => new(Verifier, server, database);

    /// <summary>Of the auditor.</summary>
    public static RootLine Audited(string server, string database) => new(Auditor, server, database);
}
