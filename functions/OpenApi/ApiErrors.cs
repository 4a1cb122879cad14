using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>The bodies of errors.</summary>
internal static class ApiErrors
{
    public const string GatewayName = "GatewayError";
    public const string ProblemName = "Problem";
    public const string ConnectName = "ConnectError";

    /// <summary>At the paths of rpcs.</summary>
    public static OpenApiSchema ConnectSchema => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The kind of error, such as `not_found`." },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
        Examples = [JsonNode.Parse("""{"code":"not_found","message":"Key not found"}""")!],
    };

    /// <summary>Under immudb's prefix.</summary>
    public static OpenApiSchema GatewaySchema => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "error", "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["error"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "gRPC's number for the kind of error." },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The same as `error`." },
        },
        Examples = [JsonNode.Parse("""{"error":"Key not found","code":5,"message":"Key not found"}""")!],
    };

    /// <summary>Elsewhere: RFC 9457.</summary>
    public static OpenApiSchema ProblemSchema => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
        Examples = [JsonNode.Parse("""{"title":"Too Many Requests","status":429,"detail":"too many requests"}""")!],
    };
}
