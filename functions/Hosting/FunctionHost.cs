using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Options;

namespace ImmuFunctions.Functions.Hosting;

/// <summary>Serves the functions over HTTP: behind the Functions host, or alone.</summary>
internal static class FunctionHost
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>Serves until the process is told to stop (SIGTERM, SIGINT) or <paramref name="cancellationToken"/> is cancelled; then answers what is under way.</summary>
    /// <exception cref="Ledger.LedgerException">Alone: the ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static async Task RunAsync(FunctionOptions options, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Endpoint);
        });
        await using WebApplication app = builder.Build();
        ILoggerFactory loggers = app.Services.GetRequiredService<ILoggerFactory>();
        await using var backend = new Backend(options, loggers);
        foreach (HttpFunction function in FunctionTable.Http)
            app.MapMethods("/" + function.Route, [function.Method], context => function.Handler(context, backend));

        // Listened at before the ledger is open: the Functions host waits for the port, requests wait for the ledger.
        await app.StartAsync(cancellationToken);
        Task opening = backend.RequireReadyAsync(CancellationToken.None);
        if (!options.IsHosted)
            await opening;
        HostLog.Ready(loggers.CreateLogger("ImmuFunctions"), options.Endpoint, options.Store.ToString());
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
