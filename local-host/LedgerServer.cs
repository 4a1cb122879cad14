using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.LocalHost.Tls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImmuFunctions.LocalHost;

/// <summary>A ledger served over gRPC: opens it, serves it, closes it.</summary>
internal static class LedgerServer
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop (SIGTERM, SIGINT) or <paramref name="cancellationToken"/> is cancelled; then answers what is under way.</summary>
    /// <exception cref="SettingException">The files of TLS do not fit.</exception>
    /// <exception cref="LedgerException">The ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static async Task RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        // Before anything else: with files that do not fit the ledger is not touched.
        TlsIdentity? tls = options.Tls is { } files ? TlsIdentity.Read(files) : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, tls));
        await using WebApplication app = builder.Build();
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("ImmuFunctions");

        // Before the store: a host that cannot sign does not touch the ledger.
        IRootSigner? signer = options.Signer is { } source ? await source.OpenAsync(app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken) : null;
        using var signing = signer as IDisposable;

        HostLog.Opening(log, options.Store.ToString());
        await using OpenStore store = await OpenStore.OpenAsync(options.Store, app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken);
        await using DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            store.Blobs, options.Ledger.ToOptions(signer), options.Ledger.MostOpenDatabases, app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken);

        ITokenKeySource? keys = options.Ledger.TokenKey is { } secret ? new VaultTokenKeys(KeyVaultSecret.Of(secret), TimeProvider.System) : null;
        await using OpenAccounts accounts = await OpenAccounts.OpenAsync(
            databases, store.Blobs, options.Ledger.Accounts, keys, app.Services.GetRequiredService<ILoggerFactory>(), cancellationToken);

        app.Run(RouterFor(options, databases, accounts.Access, log).HandleAsync);
        app.Lifetime.ApplicationStopping.Register(() => HostLog.Stopping(log));
        await app.StartAsync(cancellationToken);
        await AnnounceAsync(app, options, databases, accounts, store.Place, log);
        await app.WaitForShutdownAsync(cancellationToken);
        await accounts.DisposeAsync();
        await databases.SettleAsync(LedgerSetup.SettlingTime);
        await databases.DisposeAsync();
        HostLog.Stopped(log, store.Place);
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, TlsIdentity? tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Endpoint, listen =>
        {
            // Without TLS there is no negotiation, and with it nothing else to agree on: the port speaks HTTP/2 only.
            listen.Protocols = HttpProtocols.Http2;
            if (tls is null)
                return;
            ILogger log = kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("ImmuFunctions.Tls");
            var current = new CurrentTls(tls, options.Tls!, TimeProvider.System, log);
            listen.UseHttps(new Handshakes(current, log).ToOptions());
        });
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxStreams;
        // A batch of 4 MiB should not wait for window updates.
        kestrel.Limits.Http2.InitialConnectionWindowSize = 16 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
    }

    private static GrpcRouter RouterFor(ServerOptions options, DatabaseCatalog databases, IAccess access, ILogger log)
    {
        var immu = new GrpcServiceBinder(ImmuService.Descriptor);
        var queries = new GrpcServiceBinder(LedgerQueries.Descriptor);
        new ImmuRpcs(access).BindTo(new GrpcRpcBinder(immu));
        new LedgerQueryRpcs(access).BindTo(new GrpcRpcBinder(queries));
        var routing = new GrpcRouterOptions
        {
            MaxReceiveBytes = options.MaxReceiveBytes,
            ResponseHeaders = new Dictionary<string, string> { [ServerIdentity.HeaderName] = databases.Identity },
            MapException = LedgerFaults.ToRpc,
            Logger = log,
        };
        return new GrpcRouter(routing, immu, queries);
    }

    private static async Task AnnounceAsync(WebApplication app, ServerOptions options, DatabaseCatalog databases, OpenAccounts accounts, string place, ILogger log)
    {
        if (options.Store.Kind == StoreKind.Memory)
            HostLog.InMemory(log);
        if (options.Ledger.Accounts.AdminPassword is not null && await accounts.HasDefaultPasswordAsync(CancellationToken.None))
            HostLog.DefaultPassword(log);

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Snapshot now = await databases.Default.Ledger.SnapshotAsync(CancellationToken.None);
        string login = options.Ledger.Accounts.AdminPassword is null ? "no login is needed" : "log in as immudb";
        string transport = options.Tls switch
        {
            null => "",
            { IsMutual: true } => " over mTLS, with a client certificate",
            _ => " over TLS",
        };
        HostLog.Ready(log, now.Size, place, new Uri(address).Authority, transport, login);
    }
}
