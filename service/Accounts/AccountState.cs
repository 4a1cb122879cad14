using System.Collections.Immutable;

namespace ImmuFunctions.Service.Accounts;

/// <summary>All users and databases as of one size of the system ledger. Immutable.</summary>
/// <param name="Size">Entries of the system ledger that it follows from.</param>
/// <param name="Users">By name, in the order of their bytes.</param>
/// <param name="Databases">What was created, in that order; without <c>defaultdb</c>, whose settings are in <paramref name="DefaultSettings"/>.</param>
/// <param name="DefaultSettings">What is set for <c>defaultdb</c>.</param>
public sealed record AccountState(
    ulong Size, ImmutableSortedDictionary<string, UserAccount> Users, ImmutableArray<DatabaseRecord> Databases, DatabaseSettings DefaultSettings)
{
    /// <summary>Before the first entry.</summary>
    public static AccountState Empty { get; } =
        new(0, ImmutableSortedDictionary.Create<string, UserAccount>(StringComparer.Ordinal), [], DatabaseSettings.None);

    /// <summary>Whether databases have to be selected: there is another than <c>defaultdb</c>.</summary>
    public bool HasManyDatabases => Databases.Length > 0;

    /// <summary>The names of all databases that a user may see: <c>defaultdb</c>, then the others in the order of their creation.</summary>
    public IEnumerable<string> DatabaseNames => Databases.Select(database => database.Name).Prepend(Service.Databases.DatabaseCatalog.DefaultName);

    /// <summary>Whether there is a database of this name, <c>defaultdb</c> among them.</summary>
    public bool HasDatabase(string name) => name == Service.Databases.DatabaseCatalog.DefaultName || Databases.Any(database => database.Name == name);

    /// <summary>What is set for a database; nothing for one that is not there.</summary>
    public DatabaseSettings SettingsOf(string name) => name == Service.Databases.DatabaseCatalog.DefaultName
        ? DefaultSettings
        : Databases.FirstOrDefault(database => database.Name == name)?.Settings ?? DatabaseSettings.None;

    /// <summary>The user of this name, or null.</summary>
    public UserAccount? Find(string user) => Users.GetValueOrDefault(user);
}
