using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Functions.Health;

/// <summary>Whether this process lives, and whether it can answer from its ledger.</summary>
internal static class HealthFunctions
{
    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("healthz", HttpMethods.Get, "healthz", AuthLevel.Anonymous, LiveAsync),
        new("readyz", HttpMethods.Get, "readyz", AuthLevel.Anonymous, ReadyAsync),
    ];

    private static Task LiveAsync(HttpContext context, Backend backend) => SayAsync(context, StatusCodes.Status200OK, "ok");

    private static async Task ReadyAsync(HttpContext context, Backend backend)
    {
        try
        {
            await backend.RequireReadyAsync(context.RequestAborted);
            await SayAsync(context, StatusCodes.Status200OK, "ready");
        }
        catch (LedgerException)
        {
            // Why is in the log: everybody may ask this.
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready");
        }
    }

    private static Task SayAsync(HttpContext context, int status, string what)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(what + "\n", context.RequestAborted);
    }
}
