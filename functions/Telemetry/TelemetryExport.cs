using System.Diagnostics;
using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger.Telemetry;
using ImmuFunctions.Service.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace ImmuFunctions.Functions.Telemetry;

/// <summary>Sends traces, metrics and logs to an OpenTelemetry collector, if one is named in the environment.</summary>
/// <remarks>
/// <para>Everything else is set by OpenTelemetry's own variables (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>…_HEADERS</c>, <c>OTEL_TRACES_SAMPLER</c>, …).</para>
/// <para>Nothing that is sent holds a path, a query, a header or a body: keys of entries lie in paths, function keys in queries. Routes are named by their template.</para>
/// </remarks>
internal static class TelemetryExport
{
    /// <summary>The collector's address, such as <c>http://localhost:4317</c>. Without it nothing is collected, and none of OpenTelemetry is loaded.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What every metric and span is said to come from, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</summary>
    public const string ServiceName = "immufunctions";

    private const string OwnSources = "ImmuFunctions.*";
    private const string WebSource = "Microsoft.AspNetCore";
    private const string WebMeters = "Microsoft.AspNetCore.*";
    private const string RuntimeMeter = "System.Runtime";

    // Of requests, beside their template: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
    private const string MethodTag = "http.request.method";
    private const string RouteTag = "http.route";
    private const string StatusTag = "http.response.status_code";

    /// <summary>Collects from here on. Not inlined: a process that exports nothing does not load what this names.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddTo(WebApplicationBuilder builder)
    {
        // Theirs are the names: a meter that nobody has asked for yet does not exist yet.
        RuntimeHelpers.RunClassConstructor(typeof(RpcTelemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LedgerTelemetry).TypeHandle);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? ServiceName, serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing.AddSource(WebSource, OwnSources))
            .WithMetrics(metrics => metrics.AddMeter(OwnSources, WebMeters, RuntimeMeter))
            .WithLogging(configureBuilder: null, logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.IncludeScopes = false; // ASP.NET Core's holds the path
            })
            .UseOtlpExporter();
    }

    /// <summary>Names requests by the template of their route. Between routing and what answers.</summary>
    public static async Task NameSpanAsync(HttpContext context, RequestDelegate next)
    {
        Activity? span = Activity.Current;
        try
        {
            await next(context);
        }
        finally
        {
            string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            if (span is not null)
            {
                span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
                span.SetTag(MethodTag, context.Request.Method).SetTag(RouteTag, route).SetTag(StatusTag, context.Response.StatusCode);
            }
        }
    }
}
