namespace ImmuFunctions.Client;

/// <summary>Users and databases of a ledger, and what is set for a client's own database. Who may do what is immudb's rule.</summary>
/// <remarks>Every method may throw <see cref="LedgerClientException"/> with immudb's own text, and <see cref="OperationCanceledException"/>.</remarks>
public sealed class LedgerAccounts
{
    internal LedgerAccounts()
    {
    }

    /// <summary>The users the caller may see.</summary>
    public Task<IReadOnlyList<User>> UsersAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a user.</summary>
    /// <param name="name">Letters, digits and underscores.</param>
    /// <param name="password">8 to 32 characters with an upper-case letter, a digit and a special character.</param>
    /// <param name="permission">What the user may do in <paramref name="database"/>.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CreateUserAsync(string name, string password, Permission permission, string database, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes a password. That ends the user's sessions: after changing one's own, this client logs in with the new one.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="oldPassword">Asked for by the user <c>immudb</c>'s own only.</param>
    /// <param name="newPassword">As for <see cref="CreateUserAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ChangePasswordAsync(string name, string oldPassword, string newPassword, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives a user a permission.</summary>
    public Task GrantAsync(string name, Permission permission, string database, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes a permission from a user.</summary>
    public Task RevokeAsync(string name, Permission permission, string database, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Switches a user on or off.</summary>
    public Task SetActiveAsync(string name, bool isActive, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Names of the databases the caller may use.</summary>
    public Task<IReadOnlyList<string>> DatabasesAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a database.</summary>
    /// <param name="name">Lower-case letters and digits, 1 to 128 bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends all sessions of the user who is logged in. This client's later calls fail.</summary>
    public Task LogoutAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What is set for this client's database.</summary>
    public Task<DatabaseSettings> SettingsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Replaces what is set for this client's database.</summary>
    /// <returns>What is set now.</returns>
    public Task<DatabaseSettings> ConfigureAsync(DatabaseSettings settings, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
