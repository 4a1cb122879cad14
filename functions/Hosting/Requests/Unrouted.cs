using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using Microsoft.AspNetCore.WebUtilities;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Answers requests for which there is no function, in the form of the place they looked at.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="emptySegments">Serves paths whose last segment is there and empty, which ASP.NET takes for no segment, and immudb's gateway does not.</param>
internal sealed class Unrouted(RequestDelegate next, EmptySegments emptySegments)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (emptySegments.Find(context.Request) is { } function)
        {
            await emptySegments.AnswerAsync(function, context);
            return;
        }

        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint is RouteEndpoint)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        // What routing made up says which methods there are.
        if (endpoint?.RequestDelegate is { } wrongMethod)
            await wrongMethod(context);
        int status = context.Response.StatusCode;
        string reason = ReasonPhrases.GetReasonPhrase(status);
        if (!RestPath.Holds(context.Request.Path))
        {
            await Problem.WriteAsync(context, status, reason, null);
            return;
        }

        // As Go's http.Error has it.
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
