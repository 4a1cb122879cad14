using System.Text.Json;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Rest;

/// <summary>Answers in the form of immudb's REST gateway.</summary>
internal static class RestAnswer
{
    /// <summary>Answers with JSON.</summary>
    /// <param name="context">The request to answer.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="write">Writes one JSON value.</param>
    public static async Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonOutput.Options);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Answers with an error: <c>{"error","code","message"}</c>.</summary>
    /// <param name="context">The request to answer.</param>
    /// <param name="code">Why.</param>
    /// <param name="message">Why, in words.</param>
    /// <param name="status">HTTP status; null for the one that goes with the code.</param>
    public static Task FailAsync(HttpContext context, StatusCode code, string message, int? status = null) =>
        JsonAsync(context, status ?? StatusMap.ToHttp(code), json =>
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            json.WriteNumber("code", (int)code);
            json.WriteString("message", message);
            json.WriteEndObject();
        });
}
