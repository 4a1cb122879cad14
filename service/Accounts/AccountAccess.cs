using Immudb.Schema;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Access with accounts: who has logged in may do what its roles allow, on whichever host of the store.</summary>
/// <remarks>Every refusal has immudb's own code and text; which comes first is part of that. Spec sections 8.1 to 8.11.</remarks>
public sealed class AccountAccess : IAccess
{
    private readonly DatabaseCatalog _databases;
    private readonly CallerSessions _sessions;
    private readonly Logins _logins;
    private readonly UserAdministration _users;
    private readonly DatabaseAdministration _administration;
    private readonly RuleBook _rules;

    /// <summary>Puts the parts together.</summary>
    /// <param name="databases">What can be selected.</param>
    /// <param name="book">The accounts.</param>
    /// <param name="tokens">Made at login, checked at every call.</param>
    /// <param name="time">For what is written down.</param>
    /// <param name="desk">Checks passwords.</param>
    /// <param name="quotas">How many entries databases may have.</param>
    public AccountAccess(DatabaseCatalog databases, IAccountBook book, IAccessTokens tokens, PasswordDesk desk, EntryQuotas quotas, TimeProvider time)
    {
        _databases = databases;
        _rules = new RuleBook(quotas);
        _sessions = new CallerSessions(book, tokens);
        _logins = new Logins(book, tokens, _sessions, desk, time);
        _users = new UserAdministration(book, _sessions, desk, time);
        _administration = new DatabaseAdministration(book, _sessions, time);
    }

    /// <inheritdoc/>
    public void Admit(in Caller caller)
    {
        // Health and Login are for everybody.
    }

    /// <inheritdoc/>
    public ValueTask<AuthorizedCall> AuthorizeAsync(Caller caller, Roles allowed)
    {
        ValueTask<CallerSession> finding = _sessions.FindAsync(caller);
        return finding.IsCompletedSuccessfully
            ? AuthorizeAsync(finding.Result, allowed, caller.CancellationToken)
            : WaitAsync(finding, allowed, caller.CancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller) => _logins.LoginAsync(request, caller);

    /// <inheritdoc/>
    public ValueTask LogoutAsync(Caller caller) => _logins.LogoutAsync(caller);

    /// <inheritdoc/>
    public ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller) => _logins.UseDatabaseAsync(name, caller);

    /// <inheritdoc/>
    public ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller) => _administration.ListAsync(caller);

    /// <inheritdoc/>
    public ValueTask CreateDatabaseAsync(string name, Caller caller) => _administration.CreateAsync(name, caller);

    /// <inheritdoc/>
    public ValueTask CreateUserAsync(CreateUserRequest request, Caller caller) => _users.CreateAsync(request, caller);

    /// <inheritdoc/>
    public ValueTask<UserList> ListUsersAsync(Caller caller) => _users.ListAsync(caller);

    /// <inheritdoc/>
    public ValueTask ChangePasswordAsync(ChangePasswordRequest request, Caller caller) => _users.ChangePasswordAsync(request, caller);

    /// <inheritdoc/>
    public ValueTask ChangePermissionAsync(ChangePermissionRequest request, Caller caller) => _users.ChangePermissionAsync(request, caller);

    /// <inheritdoc/>
    public ValueTask SetActiveUserAsync(SetActiveUserRequest request, Caller caller) => _users.SetActiveAsync(request, caller);

    /// <inheritdoc/>
    public ValueTask<V1.DatabaseSettings> SettingsAsync(Caller caller) => _administration.SettingsAsync(caller);

    /// <inheritdoc/>
    public ValueTask<V1.DatabaseSettings> ConfigureDatabaseAsync(V1.DatabaseSettings request, Caller caller) => _administration.ConfigureAsync(request, caller);

    private async ValueTask<AuthorizedCall> WaitAsync(ValueTask<CallerSession> finding, Roles allowed, CancellationToken cancellationToken) =>
        await AuthorizeAsync(await finding.ConfigureAwait(false), allowed, cancellationToken).ConfigureAwait(false);

    private ValueTask<AuthorizedCall> AuthorizeAsync(in CallerSession session, Roles allowed, CancellationToken cancellationToken)
    {
        string database = session.RequireOn(allowed);
        DatabaseRules rules = allowed == Roles.MayWrite ? _rules.Of(database, session.Accounts.SettingsOf(database)) : DatabaseRules.None;
        ValueTask<DatabaseUse> opening = _databases.UseAsync(database, cancellationToken);
        return opening.IsCompletedSuccessfully
            ? new(new AuthorizedCall(opening.Result, session.User!.Name, rules))
            : OpenAsync(opening, session.User!.Name, rules);
    }

    private static async ValueTask<AuthorizedCall> OpenAsync(ValueTask<DatabaseUse> opening, string user, DatabaseRules rules) =>
        new(await opening.ConfigureAwait(false), user, rules);
}
