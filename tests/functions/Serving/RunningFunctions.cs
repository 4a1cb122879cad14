using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Service.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>The function host in this process, at a free port of 127.0.0.1: in memory and without login unless a test says otherwise.</summary>
internal sealed class RunningFunctions : IAsyncDisposable
{
    private readonly FunctionHost _host;
    private bool _isDisposed;

    private RunningFunctions(FunctionHost host, LogLines log) =>
        (_host, Log, Client) = (host, log, new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(1) });

    /// <summary>Without redirects or cookies; its paths begin with a slash.</summary>
    public HttpClient Client { get; }

    public Uri Address => _host.Address;

    public Backend Backend => _host.Backend;

    /// <summary>Everything logged so far.</summary>
    public LogLines Log { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">As on the command line, such as <c>"auth=true"</c>.</param>
    public static Task<RunningFunctions> StartAsync(params string[] settings) => StartAsync(Options(settings));

    /// <summary>Starts it with options of which a test changed some.</summary>
    public static async Task<RunningFunctions> StartAsync(
        FunctionOptions options, IReadOnlyList<HttpFunction>? functions = null, Action<WebApplicationBuilder>? configure = null)
    {
        var log = new LogLines();
        FunctionHost host = await FunctionHost.StartAsync(options, TestContext.Current.CancellationToken, functions, builder =>
        {
            // What else listens to the log, such as the export of telemetry, stays.
            foreach (ServiceDescriptor console in builder.Services.Where(service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
                builder.Services.Remove(console);
            builder.Logging.AddProvider(log);
            configure?.Invoke(builder);
        });
        return new RunningFunctions(host, log);
    }

    /// <summary>The options for some settings, on top of: in memory, no login, any free port.</summary>
    /// <param name="settings">As on the command line, such as <c>"auth=true"</c>; also <c>"FUNCTIONS_CUSTOMHANDLER_PORT=0"</c> for what the Functions host sets.</param>
    public static FunctionOptions Options(params string[] settings)
    {
        var values = new Dictionary<string, string> { ["store"] = "memory", ["auth"] = "false", ["port"] = "0" };
        foreach (string setting in settings)
            values[setting[..setting.IndexOf('=')]] = setting[(setting.IndexOf('=') + 1)..];
        return FunctionOptions.From(new SettingValues(values, _ => null, new Dictionary<string, string>()), values.GetValueOrDefault);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
