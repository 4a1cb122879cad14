using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>The connection to a ledger, kept as long as the same one is meant.</summary>
/// <param name="typing">Asks for the password if it is needed.</param>
internal sealed class LedgerSession(Typing typing) : IAsyncDisposable
{
    private ConnectionSettings? _settings;
    private LedgerClient? _client;

    /// <summary>The database that <c>use</c> chose for this session; null for the one the settings say.</summary>
    public string? Database { get; private set; }

    /// <summary>The connection that is open; null for none.</summary>
    public LedgerClient? Current => _client;

    /// <summary>The client for what is meant, connected when first asked for.</summary>
    public async Task<LedgerClient> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        if (_client is not null && settings == _settings)
            return _client;
        await CloseAsync();
        _client = await OpenAsync(settings, cancellationToken);
        _settings = settings;
        return _client;
    }

    /// <summary>A connection without login, for commands that are about logins.</summary>
    public static Task<LedgerClient> ConnectBareAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        LedgerClientOptions options = OptionsOf(settings);
        options.NoLogin = true;
        return LedgerClient.ConnectAsync(settings.Address, options, cancellationToken);
    }

    /// <summary>Goes on in another database.</summary>
    /// <returns>The token for it; null if nobody is logged in.</returns>
    public async Task<string?> UseAsync(string database, CancellationToken cancellationToken)
    {
        LedgerClient before = _client ?? throw new InvalidOperationException("Connect first.");
        LedgerClient after = await before.ForDatabaseAsync(database, cancellationToken);
        await before.DisposeAsync();
        (_client, Database) = (after, database);
        return after.Token;
    }

    /// <summary>Ends the connection; the next command opens one anew.</summary>
    public async Task CloseAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _client = null;
    }

    /// <summary>Forgets the database chosen.</summary>
    public void ForgetDatabase() => Database = null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private static LedgerClientOptions OptionsOf(ConnectionSettings settings) => new()
    {
        RootsPath = settings.RootsPath,
        PinKeyOnFirstUse = settings.PinKey,
        AllowNewIdentity = settings.AllowNewIdentity,
        PinnedKeyPem = settings.PublicKeyPath is { } key ? File.ReadAllText(key) : null,
        Tls = settings.Address.IsTls ? ConnectionTls.Of(settings) : null,
    };

    private async Task<LedgerClient> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        LedgerAddress address = Database is { } chosen ? settings.Address with { Database = chosen } : settings.Address;
        LedgerClientOptions options = OptionsOf(settings);
        if (address.User is not null)
        {
            options.Password = address.Password ?? typing.Password($"Password of {address.User}: ", "IMMU_PASSWORD")
                ?? throw FailureException.WrongUse($"{address.User} needs a password: in the address, in IMMU_PASSWORD, or typed");
            return await LedgerClient.ConnectAsync(address, options, cancellationToken);
        }

        if (TokenFile.Read(settings.TokenPath) is not { } kept)
            return await LedgerClient.ConnectAsync(address, options, cancellationToken);
        if (Database is null && !settings.NamesDatabase && kept.Database.Length > 0)
            address = address with { Database = kept.Database };
        options.Token = kept.Token;
        try
        {
            return await LedgerClient.ConnectAsync(address, options, cancellationToken);
        }
        catch (LedgerClientException e) when (e.Message == ImmuErrors.AuthenticationRequired().Message)
        {
            // The token is of another ledger's login; this one asks nobody to log in.
            options.Token = null;
            return await LedgerClient.ConnectAsync(address, options, cancellationToken);
        }
    }
}
