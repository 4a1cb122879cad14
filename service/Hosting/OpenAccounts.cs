using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Databases;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Hosting;

/// <summary>Who may do what on the databases of a host.</summary>
/// <remarks>Owns the token keys; the databases stay the caller's, to be disposed afterwards.</remarks>
public sealed class OpenAccounts : IAsyncDisposable
{
    private readonly AccountBook _book;
    private readonly ITokenKeySource? _keys;
    private readonly PasswordDesk? _desk;

    private OpenAccounts(AccountBook book, IAccess access, ITokenKeySource? keys, PasswordDesk? desk) =>
        (_book, Access, _keys, _desk) = (book, access, keys, desk);

    /// <summary>Decides who may call what.</summary>
    public IAccess Access { get; }

    /// <summary>Users and databases.</summary>
    public IAccountBook Book => _book;

    /// <summary>Reads the accounts; begins them where there are none.</summary>
    /// <param name="databases">Open.</param>
    /// <param name="store">Where the token keys are kept, unless <paramref name="keys"/> are given.</param>
    /// <param name="options">How callers are let in.</param>
    /// <param name="keys">Other keys for tokens; null for those in the store.</param>
    /// <param name="loggers">For warnings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">Invalid: authentication is off, and there are databases that somebody has created. Otherwise as the ledger's.</exception>
    public static async Task<OpenAccounts> OpenAsync(
        DatabaseCatalog databases, IBlobStore store, AccountOptions options, ITokenKeySource? keys, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(databases);
        ArgumentNullException.ThrowIfNull(options);
        AccountBook book = await AccountBook
            .OpenAsync(databases.System, options.Time, loggers.CreateLogger("ImmuFunctions.Accounts"), cancellationToken).ConfigureAwait(false);
        try
        {
            if (options.AdminPassword is not { } password)
            {
                return (await book.CurrentAsync(cancellationToken).ConfigureAwait(false)).HasManyDatabases
                    ? throw new LedgerException(LedgerErrorKind.Invalid, "auth should be on: there are databases beside defaultdb, and without a login nobody could select them")
                    : new OpenAccounts(book, new OpenAccess(databases, options.RemoteAllowed, options.Quotas), keys, null);
            }

            await BeginAsync(book, password, options.Time, cancellationToken).ConfigureAwait(false);
            keys ??= new StoredTokenKeys(store, options.Time);
            var desk = new PasswordDesk(options.Time);
            var tokens = new AccessTokens(keys, databases.Identity, options.Time);
            return new OpenAccounts(book, new AccountAccess(databases, book, tokens, desk, options.Quotas, options.Time), keys, desk);
        }
        catch
        {
            await book.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the superuser still has the password that everybody knows. Takes as long as a login.</summary>
    public async ValueTask<bool> HasDefaultPasswordAsync(CancellationToken cancellationToken)
    {
        AccountState accounts = await _book.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return accounts.Find(UserAccount.SuperuserName) is { } superuser && PasswordHash.Matches(superuser.PasswordHash, AdminPassword.Default.Utf8.Span);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync().ConfigureAwait(false);
        _keys?.Dispose();
        _desk?.Dispose();
    }

    // Of two hosts that begin the accounts at once, one is first, and its password counts.
    private static async ValueTask BeginAsync(AccountBook book, AdminPassword password, TimeProvider time, CancellationToken cancellationToken)
    {
        if ((await book.CurrentAsync(cancellationToken).ConfigureAwait(false)).Find(UserAccount.SuperuserName) is not null)
            return;
        var everything = new DatabasePermission(DatabasePermission.Everywhere, PermissionCode.SystemAdmin);
        var superuser = new UserCreated("", time.GetUtcNow(), UserAccount.SuperuserName, PasswordHash.Make(password.Utf8.Span), everything);
        await book.RecordAsync(superuser, cancellationToken).ConfigureAwait(false);
    }
}
