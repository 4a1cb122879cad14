using System.Collections.Concurrent;
using System.Net;
using ImmuFunctions.HostEmulator.Tests.Deployments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>Does what the Azure Functions host does with a deployment: reads its declarations, starts its handler, takes requests, passes them on, calls timers.</summary>
/// <remarks>Made after the sources of the host; keys are not checked.</remarks>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly Deployment _deployment;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly HostRoutes _routes;
    private readonly RequestForwarder _forwarder = new();
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly WebApplication _app;

    private FunctionsHost(Deployment deployment, IReadOnlyDictionary<string, string> settings, HandlerProcess handler)
    {
        (_deployment, _settings, Handler) = (deployment, settings, handler);
        _routes = new HostRoutes(deployment.Functions.Where(f => !f.IsTimer).Select(f => (f.Name, f.Methods, f.Route!)));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 100 << 20; // the host's own limit
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public HandlerProcess Handler { get; private set; }

    /// <summary>How often each function was called.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>Calls the app from outside.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <param name="deployment">What is run.</param>
    /// <param name="settings">The app's settings.</param>
    public static async Task<FunctionsHost> StartAsync(Deployment deployment, IReadOnlyDictionary<string, string> settings)
    {
        var host = new FunctionsHost(deployment, settings, await HandlerProcess.StartAsync(deployment.Root, settings));
        await host._app.StartAsync();
        string address = host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        host.Client = new HttpClient { BaseAddress = new Uri(address) };
        return host;
    }

    /// <summary>Calls a timer's function with every payload the host may send.</summary>
    /// <returns>The lines for the host's log, of all calls.</returns>
    public async Task<IReadOnlyList<string>> RunTimerAsync(string name)
    {
        var lines = new List<string>();
        foreach (string payload in TimerCall.Payloads)
        {
            lines.AddRange(await TimerCall.RunAsync(Handler.Port, name, payload));
            Count(name);
        }

        return lines;
    }

    /// <summary>Starts the handler again, as the host does after it has ended.</summary>
    public async Task RestartAsync()
    {
        await Handler.DisposeAsync();
        Handler = await HandlerProcess.StartAsync(_deployment.Root, _settings);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
        _forwarder.Dispose();
        await Handler.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (_routes.Find(context.Request.Method, context.Request.Path) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Count(function);
        await _forwarder.ForwardAsync(context, Handler.Port);
    }

    private void Count(string function) => _calls.AddOrUpdate(function, 1, (_, calls) => calls + 1);
}
