using System.Net;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>A real HTTP/2 server on a free port of 127.0.0.1.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    public const string Uuid = "dc1a45lqmd2rs1qsmbgg";

    public static readonly Dictionary<string, string> UuidHeader = new() { ["immudb-uuid"] = Uuid };

    private readonly WebApplication _app;

    private GrpcHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Serves the methods that <paramref name="bind"/> binds.</summary>
    public static Task<GrpcHost> StartAsync(Action<GrpcServiceBinder> bind, GrpcRouterOptions? options = null)
    {
        var binder = new GrpcServiceBinder(ImmuService.Descriptor);
        bind(binder);
        return StartAsync(new GrpcRouter(options ?? new GrpcRouterOptions { ResponseHeaders = UuidHeader }, binder).HandleAsync);
    }

    /// <summary>Answers every request with <paramref name="answer"/>, right or wrong.</summary>
    public static async Task<GrpcHost> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new GrpcHost(app);
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null) => new(Address, options);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
