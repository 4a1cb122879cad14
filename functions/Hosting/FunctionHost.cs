using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Telemetry;
using ImmuFunctions.Functions.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ImmuFunctions.Functions.Hosting;

/// <summary>Serves the functions over HTTP: behind the Functions host, or alone.</summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private FunctionHost(WebApplication app, Backend backend) => (_app, Backend) = (app, backend);

    /// <summary>What the functions work on.</summary>
    public Backend Backend { get; }

    /// <summary>Where it listens, with the port that was found if none was set.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Serves until the process is told to stop (SIGTERM, SIGINT) or <paramref name="cancellationToken"/> is cancelled; then answers what is under way.</summary>
    /// <exception cref="Ledger.LedgerException">Alone: the ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static async Task RunAsync(FunctionOptions options, CancellationToken cancellationToken)
    {
        await using FunctionHost host = await StartAsync(options, cancellationToken);
        await host._app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Starts to serve. Alone, the ledger is open by then; behind the Functions host, which waits for the port, it may still be opening.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="functions">What to serve; null for all functions.</param>
    /// <param name="configure">Called last before the host is made, such as to watch its log; null for nothing.</param>
    /// <exception cref="Ledger.LedgerException">Alone: the ledger cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened at.</exception>
    public static async Task<FunctionHost> StartAsync(
        FunctionOptions options, CancellationToken cancellationToken, IReadOnlyList<HttpFunction>? functions = null, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = BuilderFor(options);
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        ILoggerFactory loggers = app.Services.GetRequiredService<ILoggerFactory>();
        var host = new FunctionHost(app, new Backend(options, loggers));
        try
        {
            // Begun before the port is listened at, which waits for the processor only; it waits for the store. The Functions host waits for the port, requests wait for the ledger.
            // A gateway serves before its ledger does, and finds it when it is there.
            Task opening = host.Backend.IsGateway ? Task.CompletedTask : host.Backend.RequireReadyAsync(CancellationToken.None);
            if (options.ExportsTelemetry)
                app.Use(TelemetryExport.NameSpanAsync);
            RequestPipeline.Build(app, functions ?? FunctionTable.Http, host.Backend);
            TimerEndpoints.Map(app, host.Backend);

            await app.StartAsync(cancellationToken);
            ILogger log = loggers.CreateLogger("ImmuFunctions");
            if (options.IsHosted)
                _ = ReportAsync(opening, log);
            else
                await opening;
            host.Backend.Audit?.Start();
            if (options.Auditor.RunsItself && !options.IsHosted && !host.Backend.IsGateway)
                host.Backend.Auditor.Start(host.Backend);
            HostLog.Ready(log, host.Address, host.Backend.Place);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers what is under way, then closes the ledgers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await Backend.DisposeAsync();
        await _app.DisposeAsync();
    }

    private static async Task ReportAsync(Task opening, ILogger log)
    {
        try
        {
            await opening;
        }
        catch (Exception e)
        {
            HostLog.NotOpen(log, e);
        }
    }

    private static WebApplicationBuilder BuilderFor(FunctionOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        if (options.ExportsTelemetry)
            TelemetryExport.AddTo(builder);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Endpoint));
        RequestPipeline.Configure(builder, options);
        return builder;
    }
}
