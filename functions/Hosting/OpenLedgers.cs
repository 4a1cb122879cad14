using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Functions.Hosting;

/// <summary>The ledgers of this process, open, with their rpcs.</summary>
internal sealed class OpenLedgers : IAsyncDisposable
{
    private readonly OpenStore _store;

    private OpenLedgers(OpenStore store, DatabaseCatalog databases, OpenAccounts accounts, IRootSigner? signer)
    {
        (_store, Databases, Accounts, Signer) = (store, databases, accounts, signer);
        Names = new RecordedDatabases(accounts.Book);
        Rpcs = new RpcTable(databases.Identity);
        new ImmuRpcs(Access).BindTo(Rpcs.BinderOf(ImmuService.Descriptor));
        new LedgerQueryRpcs(Access).BindTo(Rpcs.BinderOf(LedgerQueries.Descriptor));
    }

    /// <summary>Where the ledgers lie.</summary>
    public OpenStore Store => _store;

    public DatabaseCatalog Databases { get; }

    /// <summary>Users and databases.</summary>
    public OpenAccounts Accounts { get; }

    /// <summary>Which databases there are.</summary>
    public IDatabaseNames Names { get; }

    /// <summary>Who may do what.</summary>
    public IAccess Access => Accounts.Access;

    /// <summary>Signs roots; null for none.</summary>
    public IRootSigner? Signer { get; }

    /// <summary>What gRPC hosts answer, to be called here.</summary>
    public RpcTable Rpcs { get; }

    /// <summary>Opens key, store and ledgers, in this order: a host that cannot sign does not touch the ledger.</summary>
    /// <exception cref="Ledger.LedgerException">One of them cannot be opened.</exception>
    public static async Task<OpenLedgers> OpenAsync(FunctionOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        IRootSigner? signer = options.Signer is { } source ? await source.OpenAsync(loggers, cancellationToken) : null;
        OpenStore? store = null;
        DatabaseCatalog? databases = null;
        try
        {
            ITokenKeySource? keys = options.Ledger.TokenKey is { } secret ? new VaultTokenKeys(KeyVaultSecret.Of(secret), TimeProvider.System) : null;
            store = await OpenStore.OpenAsync(options.Store, loggers, cancellationToken);
            databases = await DatabaseCatalog.OpenAsync(store.Blobs, options.Ledger.ToOptions(signer), options.Ledger.MostOpenDatabases, loggers, cancellationToken);
            OpenAccounts accounts = await OpenAccounts.OpenAsync(databases, store.Blobs, options.Ledger.Accounts, keys, loggers, cancellationToken);
            return new OpenLedgers(store, databases, accounts, signer);
        }
        catch
        {
            if (databases is not null)
                await databases.DisposeAsync();
            if (store is not null)
                await store.DisposeAsync();
            (signer as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Accounts.DisposeAsync();
        await Databases.SettleAsync(LedgerSetup.SettlingTime);
        await Databases.DisposeAsync();
        await _store.DisposeAsync();
        (Signer as IDisposable)?.Dispose();
    }
}
