using System.Net;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;

namespace ImmuFunctions.Functions.Timers;

/// <summary>The paths at which the Functions host starts the timers.</summary>
/// <remarks>It calls this process directly, so there is no login; whoever comes by its proxy reaches only the routes of the other functions. Run alone, nobody reaches these paths,
/// unless <c>--timers</c> opens them to callers on this machine.</remarks>
internal static class TimerEndpoints
{
    /// <summary>Adds the paths that there are with the backend's options.</summary>
    public static void Map(WebApplication app, Backend backend)
    {
        if (!backend.Options.IsHosted && !backend.Options.Timers)
            return;
        ILogger log = backend.Loggers.CreateLogger("ImmuFunctions.Timers");
        foreach (TimerFunction timer in FunctionTable.Timers)
        {
            var runs = new TimerRuns(timer, backend, log, app.Lifetime.ApplicationStopping);
            app.MapPost("/" + timer.Name, context => AnswerAsync(context, backend, runs));
        }
    }

    private static Task AnswerAsync(HttpContext context, Backend backend, TimerRuns runs)
    {
        bool isKnown = backend.Options.IsHosted || context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        return isKnown
            ? runs.AnswerAsync(context)
            : Problem.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", null);
    }
}
