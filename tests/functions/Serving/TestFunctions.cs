using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using Microsoft.AspNetCore.Http;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>Functions that only tests have.</summary>
internal static class TestFunctions
{
    /// <summary>Reads the whole body, and answers with its length.</summary>
    public static readonly HttpFunction Length = new("length", HttpMethods.Post, "length", AuthLevel.Anonymous, async (context, _) =>
        await context.Response.WriteAsync($"{(await RequestBody.ReadAsync(context)).Length}"));

    /// <summary>Fails with <paramref name="exception"/>, after having set headers, and some of the answer if <paramref name="isStarted"/>.</summary>
    public static HttpFunction Failing(string route, Exception exception, bool isStarted = false) => new("failing", HttpMethods.Get, route, AuthLevel.Anonymous, async (context, _) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.ETag = "\"x\"";
        if (isStarted)
            await context.Response.WriteAsync("half");
        throw exception;
    });
}
