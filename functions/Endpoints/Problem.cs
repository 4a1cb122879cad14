using System.Text.Json;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Answers that say what is wrong, outside the routes of immudb's gateway.</summary>
/// <remarks>Source: RFC 9457. The type is left out, which means that the status says it all.</remarks>
internal static class Problem
{
    /// <summary>The type of the body.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Answers with a problem.</summary>
    /// <param name="context">The request to answer; nothing was answered yet.</param>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="title">What kind of problem, the same for all of its kind.</param>
    /// <param name="detail">What it is this time, for whoever sent the request; null for nothing more.</param>
    public static async Task WriteAsync(HttpContext context, int status, string title, string? detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonOutput.Options);
        json.WriteStartObject();
        json.WriteString("title", title);
        json.WriteNumber("status", status);
        if (detail is not null)
            json.WriteString("detail", detail);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
