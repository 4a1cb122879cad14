using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using Microsoft.Net.Http.Headers;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>Gives the document that describes all functions, itself included.</summary>
internal static class OpenApiFunctions
{
    // Made when it is first asked for: not at the start, which should be short.
    private static readonly Lazy<Task<(byte[] Json, EntityTagHeaderValue Tag)>> Document = new(async () =>
    {
        byte[] json = await ApiDocument.WriteAsync(FunctionTable.Http);
        return (json, EntityTag.Of(json));
    });

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("openapi", HttpMethods.Get, "openapi/v1.json", AuthLevel.Anonymous, AnswerAsync)
        {
            AnswersHead = true,
            Documentation = new FunctionDocumentation("This document") { Tag = "about", ResponseSchema = """{"type":"object"}""" },
        },
    ];

    private static async Task AnswerAsync(HttpContext context, Backend backend)
    {
        (byte[] json, EntityTagHeaderValue tag) = await Document.Value;
        context.Response.Headers.CacheControl = "public, max-age=300";
        if (EntityTag.AnswersWithoutBody(context, tag))
            return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
