using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>The way of a request to its function.</summary>
internal static class RequestPipeline
{
    /// <summary>Sets up what the way needs.</summary>
    public static void Configure(WebApplicationBuilder builder, FunctionOptions options)
    {
        HttpLimits limits = options.Limits;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // BodyLimit does it, and answers so that the caller hears it.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
            kestrel.Limits.KeepAliveTimeout = limits.IdleTimeout;
            kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.MinBodyBytesPerSecond, limits.SlowBodyGrace);
        });
        // Its scope has the path, and paths have keys in them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (limits.RequestsPerSecond > 0)
            builder.Services.AddRateLimiter(limiter => CallerLimit.Configure(limiter, options));
    }

    /// <summary>Builds the way.</summary>
    /// <param name="app">Where.</param>
    /// <param name="functions">Where it can lead to.</param>
    /// <param name="backend">What the functions work on.</param>
    public static void Build(WebApplication app, IReadOnlyList<HttpFunction> functions, Backend backend)
    {
        FunctionOptions options = backend.Options;
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<RequestFaults>();
        app.UseMiddleware<CorsHeaders>(options.Cors);
        app.UseRouting();
        if (options.Limits.RequestsPerSecond > 0)
            app.UseRateLimiter();
        app.UseMiddleware<BodyLimit>((long)options.Limits.MaxRequestBytes);
        app.UseMiddleware<Unrouted>(new EmptySegments(functions, backend));
        app.MapGet("/", HomePage.AnswerAsync);
        foreach (HttpFunction function in functions)
            app.MapMethods("/" + function.Route, function.Methods, context => function.Handler(context, backend)).WithMetadata(function);
    }
}
