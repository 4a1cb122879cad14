using System.Net;
using ImmuFunctions.Functions.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Functions.Tests.Publishing;

/// <summary>The table's routes in ASP.NET Core, each answered with the function's name.</summary>
internal sealed class AspNetRoutes : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private AspNetRoutes(WebApplication app)
    {
        _app = app;
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public static async Task<AspNetRoutes> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        foreach (HttpFunction function in FunctionTable.Http)
            app.MapMethods("/" + function.Route, function.Methods, (HttpContext context) => context.Response.Headers["x-function"] = function.Name);
        await app.StartAsync();
        return new AspNetRoutes(app);
    }

    /// <summary>The function's name; null if there is none.</summary>
    public async Task<string?> FindAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        return answer.Headers.TryGetValues("x-function", out IEnumerable<string>? names) ? names.Single() : null;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
