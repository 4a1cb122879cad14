namespace ImmuFunctions.Functions.Hosting;

/// <summary>What is at the root: for people who look there, and for the Functions host, which asks there whether this process listens.</summary>
internal static class HomePage
{
    private const string Text =
        """
        ImmuFunctions: a tamper-evident key-value database over HTTP.

        /v1/immurestproxy/…  immudb 0.8's REST
        /immudb.schema.ImmuService/…, /immufunctions.v1.LedgerQueries/…
                             every rpc, by the Connect protocol
        /openapi/v1.json     every function, as OpenAPI
        /healthz, /readyz    whether this process lives, and whether it can answer

        """;

    /// <summary>Answers; cheap.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Text, context.RequestAborted);
    }
}
