using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Functions.Tests.Telemetry;

/// <summary>An OpenTelemetry collector on 127.0.0.1 that takes OTLP over HTTP and keeps the bytes. Names and texts stand in them as they are.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private Collector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Everything sent to this path.</summary>
    /// <param name="path">Such as <c>/v1/traces</c>; null for all.</param>
    public string Received(string? path = null) =>
        string.Concat(_received.Where(message => path is null || message.Path == path).Select(message => Encoding.UTF8.GetString(message.Body)));

    /// <summary>Waits until something that holds <paramref name="text"/> was sent.</summary>
    /// <exception cref="TimeoutException">It was not.</exception>
    public async Task ReceivesAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); !Received().Contains(text, StringComparison.Ordinal); await Task.Delay(20))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"Nobody sent '{text}'.");
        }
    }

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
