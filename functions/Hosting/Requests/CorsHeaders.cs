using ImmuFunctions.Functions.Options;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Says to browsers which pages may call.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="origins">The pages.</param>
/// <remarks>Source: https://fetch.spec.whatwg.org/#http-cors-protocol. Nothing here depends on cookies, so credentials are never allowed.</remarks>
internal sealed class CorsHeaders(RequestDelegate next, CorsOrigins origins)
{
    // What a page may read of an answer beside its body.
    private const string Exposed =
        "ETag, Retry-After, X-Request-Id, Grpc-Metadata-Immudb-Uuid, Grpc-Metadata-Immufunctions-Replay, immudb-uuid, immufunctions-replay";

    private const string OneDay = "86400";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin is not [{ } origin] || origins.IsNone)
            return next(context);

        IHeaderDictionary answer = context.Response.Headers;
        if (!origins.All)
            answer.Append("Vary", "Origin");
        if (!origins.Allows(origin))
            return next(context);
        answer.AccessControlAllowOrigin = origins.All ? "*" : origin;
        answer.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod is not [{ } method])
            return next(context);

        // A preflight: whether there is such a route and method, the request itself will say.
        answer.AccessControlAllowMethods = Plain(method);
        if (context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } headers)
            answer.AccessControlAllowHeaders = Plain(headers.ToString());
        answer.AccessControlMaxAge = OneDay;
        answer.Append("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // A server may receive what it may not send.
    private static StringValues Plain(string value) => value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? default : value;
}
