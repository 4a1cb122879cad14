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

    /// <summary>The user of this name, or null.</summary>
    public UserAccount? Find(string user) => Users.GetValueOrDefault(user);
}
