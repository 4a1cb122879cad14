using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.GrpcServer;
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
public static class LedgerServer
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop (SIGTERM, SIGINT) or <paramref name="cancellationToken"/> is cancelled; then answers what is under way.</summary>
    /// <exception cref="SettingException">The files of TLS do not fit.</exception>
    /// <exception cref="LedgerException">The ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static async Task RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using RunningLedger running = await StartAsync(options, BuilderFor(ToConsole), cancellationToken);
        await running.WaitAsync(cancellationToken);
    }

    /// <summary>Serves within another program, which keeps its console and its signals, until <see cref="RunningLedger.DisposeAsync"/>.</summary>
    /// <param name="options">What to serve, and where: port 0 for any free one.</param>
    /// <param name="logging">Where the host's log goes; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SettingException">The files of TLS do not fit.</exception>
    /// <exception cref="LedgerException">The ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static Task<RunningLedger> StartAsync(ServerOptions options, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        WebApplicationBuilder builder = BuilderFor(logging ?? (_ => { }));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        return StartAsync(options, builder, cancellationToken);
    }

    private static async Task<RunningLedger> StartAsync(ServerOptions options, WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        // Before anything else: with files that do not fit the ledger is not touched.
        TlsIdentity? tls = options.Tls is { } files ? TlsIdentity.Read(files) : null;
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, tls));

        // Closed in the opposite order, also when starting fails half way.
        var opened = new OpenParts();
        try
        {
            WebApplication app = opened.Add(builder.Build());
            ILoggerFactory loggers = app.Services.GetRequiredService<ILoggerFactory>();
            ILogger log = loggers.CreateLogger("ImmuFunctions");

            // Before the store: a host that cannot sign does not touch the ledger.
            IRootSigner? signer = options.Signer is { } source ? await source.OpenAsync(loggers, cancellationToken) : null;
            opened.AddSigner(signer);

            HostLog.Opening(log, options.Store.ToString());
            OpenStore store = opened.Add(await OpenStore.OpenAsync(options.Store, loggers, cancellationToken));
            DatabaseCatalog databases = opened.Add(await DatabaseCatalog.OpenAsync(
                store.Blobs, options.Ledger.ToOptions(signer), options.Ledger.MostOpenDatabases, loggers, cancellationToken));

            ITokenKeySource? keys = options.Ledger.TokenKey is { } secret ? new VaultTokenKeys(KeyVaultSecret.Of(secret), TimeProvider.System) : null;
            OpenAccounts accounts = opened.Add(await OpenAccounts.OpenAsync(databases, store.Blobs, options.Ledger.Accounts, keys, loggers, cancellationToken));

            app.Run(RouterFor(options, databases, accounts.Access, log).HandleAsync);
            app.Lifetime.ApplicationStopping.Register(() => HostLog.Stopping(log));
            await app.StartAsync(cancellationToken);
            await AnnounceAsync(app, options, databases, accounts, store.Place, log);
            return new RunningLedger(app, databases, accounts, store.Place, AddressOf(app), log, opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static WebApplicationBuilder BuilderFor(Action<ILoggingBuilder> logging)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        logging(builder.Logging.ClearProviders());
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        return builder;
    }

    private static void ToConsole(ILoggingBuilder logging) => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
        console.UseUtcTimestamp = true;
    });

    // As it listens: with the port that was free.
    private static string AddressOf(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;

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

        Snapshot now = await databases.Default.Ledger.SnapshotAsync(CancellationToken.None);
        string login = options.Ledger.Accounts.AdminPassword is null ? "no login is needed" : "log in as immudb";
        string transport = options.Tls switch
        {
            null => "",
            { IsMutual: true } => " over mTLS, with a client certificate",
            _ => " over TLS",
        };
        HostLog.Ready(log, now.Size, place, AddressOf(app), transport, login);
    }
}
