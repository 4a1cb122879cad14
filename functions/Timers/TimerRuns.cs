using System.Text.Json;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;

namespace ImmuFunctions.Functions.Timers;

/// <summary>Runs one timer's work when it is called for, one run at a time, and answers as the Functions host expects.</summary>
/// <remarks>What the host says of the schedule is not looked at: a run that is late or was missed does what is due, like any other. Whatever else it sends is taken, too.
/// Answer: <c>{"Outputs":{},"Logs":[…],"ReturnValue":null}</c>; with an empty one the host would wait until its time is up. Source: Azure Functions custom handlers, "Payload structure".</remarks>
/// <param name="timer">The work.</param>
/// <param name="backend">What it works on.</param>
/// <param name="log">For what was done.</param>
/// <param name="stopping">Cancelled when this process stops.</param>
internal sealed class TimerRuns(TimerFunction timer, Backend backend, ILogger log, CancellationToken stopping)
{
    /// <summary>A run's time; the host gives a function five minutes.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(4);

    private int _isRunning;

    /// <summary>Runs, and says how it went: 200, or 500 if it could not be done.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            await WriteAsync(context, StatusCodes.Status200OK, [$"{timer.Name} is under way already"]);
            return;
        }

        int status = StatusCodes.Status200OK;
        IReadOnlyList<string> lines;
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
            over.CancelAfter(MaxTime);
            lines = await timer.RunAsync(backend, over.Token);
            TimerLog.Done(log, timer.Name, string.Join("; ", lines));
        }
        catch (Exception e)
        {
            // Of whatever kind: the host must hear that the run failed, in the form it understands.
            status = StatusCodes.Status500InternalServerError;
            lines = e is TimerException failed ? failed.Lines : [e is OperationCanceledException ? $"{timer.Name} was not done in time" : $"{timer.Name} failed: {e.Message}"];
            TimerLog.Failed(log, timer.Name, string.Join("; ", lines), e);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }

        await WriteAsync(context, status, lines);
    }

    private static async Task WriteAsync(HttpContext context, int status, IReadOnlyList<string> lines)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonOutput.Options);
        json.WriteStartObject();
        json.WriteStartObject("Outputs");
        json.WriteEndObject();
        json.WriteStartArray("Logs");
        foreach (string line in lines)
            json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteNull("ReturnValue");
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
