using System.Globalization;
using System.Text.Json;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Rest;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>What only a gateway has to say.</summary>
/// <remarks>Source: spec section 15.</remarks>
internal static class GatewayFunctions
{
    // Go's zero time: there was no check yet.
    private const string Never = "0001-01-01T00:00:00Z";

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("last-audit", HttpMethods.Get, "lastaudit", AuthLevel.Function, LastAuditAsync)
        {
            Documentation = new("What the auditor of the ledger elsewhere found last; everything empty before its first check, and without one")
            {
                ResponseSchema = """{"type":"object"}""",
            },
        },
    ];

    private static Task LastAuditAsync(HttpContext context, Backend backend)
    {
        context.Response.Headers.CacheControl = "no-store";
        AuditReport? report = backend.Audit?.Last;
        return RestAnswer.JsonAsync(context, StatusCodes.Status200OK, json => Write(json, report));
    }

    private static void Write(Utf8JsonWriter json, AuditReport? report)
    {
        json.WriteStartObject();
        json.WriteString("ServerID", report?.Server ?? "");
        json.WriteString("ServerAddress", report?.ServerAddress ?? "");
        json.WriteBoolean("HasRunConsistencyCheck", report?.WasChecked ?? false);
        json.WriteBoolean("HasError", report?.Outcome == AuditOutcome.Failed);
        json.WriteBoolean("ConsistencyCheckResult", report?.Outcome == AuditOutcome.Passed);
        WriteRoot(json, "PreviousRoot", report?.Previous);
        WriteRoot(json, "CurrentRoot", report?.Current);
        json.WriteString("RunAt", report?.RunAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? Never);
        json.WriteEndObject();
    }

    private static void WriteRoot(Utf8JsonWriter json, string name, TrustedRoot? root)
    {
        json.WriteNumber(name + "Index", root?.LastIndex ?? 0);
        json.WriteString(name, root is null or { IsNone: true } ? "" : root.Hash.ToString());
    }
}
