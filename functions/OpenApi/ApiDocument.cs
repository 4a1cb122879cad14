using ImmuFunctions.Functions.Endpoints;
using Microsoft.OpenApi;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>The functions as an OpenAPI document.</summary>
/// <remarks>Source: https://spec.openapis.org/oas/v3.1.1.html. A function without documentation has its route, its method and what every function may answer.</remarks>
internal static class ApiDocument
{
    private const string Description =
        """
        A tamper-evident key-value database. Under `/v1/immurestproxy/` it speaks immudb 0.8's REST: log in, send the token as
        `Authorization: Bearer <token>`. Keys and values are base64.
        At `/immudb.schema.ImmuService/` and `/immufunctions.v1.LedgerQueries/` is every rpc as it is. An Azure Functions app may ask for its own key on top, in `x-functions-key`.
        """;

    /// <summary>Makes the document.</summary>
    /// <param name="functions">What it is about.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static async Task<byte[]> WriteAsync(IEnumerable<HttpFunction> functions)
    {
        OpenApiDocument document = Empty();
        var operations = new ApiOperations(document);
        foreach (HttpFunction function in functions)
        {
            string path = ApiPath.Of(function.Route);
            if (!document.Paths.TryGetValue(path, out IOpenApiPathItem? item))
                document.Paths[path] = item = new OpenApiPathItem();
            ((OpenApiPathItem)item).AddOperation(HttpMethod.Parse(function.Method), operations.Of(function));
        }

        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return json.ToArray();
    }

    private static OpenApiDocument Empty()
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "ImmuFunctions", Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3), Description = Description.ReplaceLineEndings("\n") },
            Servers = [new OpenApiServer { Url = "/" }],
            Paths = [],
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>
                {
                    [ApiErrors.GatewayName] = ApiErrors.GatewaySchema,
                    [ApiErrors.ConnectName] = ApiErrors.ConnectSchema,
                    [ApiErrors.ProblemName] = ApiErrors.ProblemSchema,
                },
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [ApiOperations.Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "What `login` answers." },
                    [ApiOperations.FunctionKey] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.ApiKey,
                        In = ParameterLocation.Header,
                        Name = "x-functions-key",
                        Description = "The key of the function, or of all functions, where an Azure Functions app serves them.",
                    },
                },
            },
        };
        document.RegisterComponents();
        return document;
    }
}
