using ImmuFunctions.Functions.Connect;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.WebUtilities;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Refuses a request in the form of its route: as immudb's gateway does under its prefix, as the Connect protocol does at the paths of rpcs, with problem details elsewhere.</summary>
internal static class Refusal
{
    /// <summary>Answers that it was not done.</summary>
    /// <param name="context">The request; nothing was answered yet.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">The same for immudb's clients.</param>
    /// <param name="message">Why.</param>
    public static Task WriteAsync(HttpContext context, int status, StatusCode code, string message)
    {
        // What the answer that failed would have been.
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentLength = null;
        foreach (string name in (ReadOnlySpan<string>)["Cache-Control", "Content-Encoding", "ETag", "Last-Modified"])
            headers.Remove(name);
        if (status == StatusCodes.Status401Unauthorized)
            headers.WWWAuthenticate = "Bearer";
        if (RestPath.Holds(context.Request.Path))
            return RestAnswer.FailAsync(context, code, message, status);
        return ConnectPath.Holds(context.Request.Path)
            ? ConnectAnswer.FailAsync(context, code, message, status)
            : Problem.WriteAsync(context, status, ReasonPhrases.GetReasonPhrase(status), message);
    }
}
