using System.Diagnostics;
using System.Text.Json;
using ImmuFunctions.Client;

namespace ImmuFunctions.Samples.AuditTrail;

/// <summary>Writes who did what into a ledger, before the answer leaves: what nobody can prove to have happened is not answered.</summary>
/// <remarks>
/// That costs each request one verified write; those of requests at the same time share an append. A queue would cost
/// nothing, and lose what is in it when the process dies, which is when an audit trail is wanted most. If the ledger cannot be
/// reached the answer is an error, although what the request asked for may have been done.
/// </remarks>
public sealed class AuditTrailMiddleware(RequestDelegate next, LazyLedger ledger, TimeProvider time)
{
    /// <summary>The key that a user's records are versions of: its history is the user's trail.</summary>
    public static string KeyOf(string user) => $"audit/{user}";

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        long start = time.GetTimestamp();
        bool isRecorded = false;
        context.Response.OnStarting(() => RecordAsync(context.Response.StatusCode));
        try
        {
            await next(context);
        }
        catch when (!isRecorded && !context.Response.HasStarted)
        {
            await RecordAsync(StatusCodes.Status500InternalServerError);
            throw;
        }

        async Task RecordAsync(int status)
        {
            if (isRecorded)
                return;
            string user = context.User.Identity?.Name ?? "anonymous";
            string trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            var record = new AuditRecord(context.Request.Method, context.Request.Path, user, status, trace, (long)time.GetElapsedTime(start).TotalMilliseconds);
            // Not with the request's own token: a caller who hangs up is recorded, too.
            LedgerClient client = await ledger.GetAsync(CancellationToken.None);
            await client.SetAsync(KeyOf(user), JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord), CancellationToken.None);
            isRecorded = true;
        }
    }
}
