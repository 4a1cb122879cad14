using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>Serves the gauges at <c>/metrics</c>.</summary>
internal sealed class GaugeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GaugeServer(WebApplication app) => _app = app;

    /// <summary>Where, as an URL without a path.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Begins to serve.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">0 for any free one.</param>
    /// <param name="gauges">What to serve.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<GaugeServer> StartAsync(IPAddress address, int port, AuditGauges gauges, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, port);
        });
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path != "/metrics")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            await context.Response.WriteAsync(gauges.Format());
        });
        await app.StartAsync(cancellationToken);
        return new GaugeServer(app);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
