using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Health;

/// <summary>Whether this process lives, and whether it can answer from its ledger.</summary>
internal static class HealthFunctions
{
    private const string RetrySeconds = "5";

    // Less than those who ask usually wait; a store that answers at all answers sooner.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("healthz", HttpMethods.Get, "healthz", AuthLevel.Anonymous, LiveAsync) { Documentation = About("Whether the process lives") },
        new("readyz", HttpMethods.Get, "readyz", AuthLevel.Anonymous, ReadyAsync) { Documentation = About("Whether it can answer from its ledger; 503 if not") },
    ];

    private static FunctionDocumentation About(string summary) => new(summary) { Tag = "about", ResponseType = "text/plain; charset=utf-8" };

    private static Task LiveAsync(HttpContext context, Backend backend) => SayAsync(context, StatusCodes.Status200OK, "ok");

    private static async Task ReadyAsync(HttpContext context, Backend backend)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await backend.RequireReadyAsync(patience.Token);
            await SayAsync(context, StatusCodes.Status200OK, "ready");
        }
        catch (Exception e) when (e is LedgerException or RpcException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            // Why is in the log: everybody may ask this.
            context.Response.Headers.RetryAfter = RetrySeconds;
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
