using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Connect;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>Functions as operations of a document.</summary>
/// <param name="document">Gets the schemas they need.</param>
internal sealed class ApiOperations(OpenApiDocument document)
{
    public const string Token = "token";
    public const string FunctionKey = "functionKey";

    private const string Json = "application/json";

    private readonly MessageSchemas _messages = new(document);

    /// <summary>The operation of <paramref name="function"/>.</summary>
    public OpenApiOperation Of(HttpFunction function)
    {
        FunctionDocumentation documentation = function.Documentation ?? new FunctionDocumentation(function.Name) { ResponseType = "" };
        return new OpenApiOperation
        {
            OperationId = function.Name,
            Summary = documentation.Summary,
            Description = documentation.Description,
            Tags = documentation.Tag is { } tag ? TagOf(tag) : null,
            Parameters = [.. PathParametersOf(function.Route, documentation), .. QueryOf(documentation)],
            RequestBody = HttpMethods.IsGet(function.Method) ? null : BodyOf(documentation),
            Responses = new OpenApiResponses { ["200"] = SuccessOf(documentation), ["default"] = FailureOf(function.Route) },
            Security = SecurityOf(function.Level, documentation.NeedsLogin),
        };
    }

    private HashSet<OpenApiTagReference> TagOf(string tag)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        if (document.Tags.All(known => known.Name != tag))
            document.Tags.Add(new OpenApiTag { Name = tag });
        return [new OpenApiTagReference(tag, document)];
    }

    private IEnumerable<IOpenApiParameter> PathParametersOf(string route, FunctionDocumentation documentation) =>
        ApiPath.ParametersOf(route).Select(name => new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = ParameterOf(documentation.Request?.FindFieldByName(name)),
            Example = documentation.ParameterExamples.TryGetValue(name, out string? example) ? JsonValue.Create(example) : null,
        });

    private IOpenApiSchema ParameterOf(FieldDescriptor? field) =>
        field is null ? new OpenApiSchema { Type = JsonSchemaType.String } : _messages.ValueOf(field);

    private static IEnumerable<IOpenApiParameter> QueryOf(FunctionDocumentation documentation) =>
        documentation.Query.Select(parameter => new OpenApiParameter
        {
            Name = parameter.Key,
            In = ParameterLocation.Query,
            Description = parameter.Value,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    private OpenApiRequestBody? BodyOf(FunctionDocumentation documentation)
    {
        IOpenApiSchema? schema = SchemaOf(documentation.RequestSchema, documentation.Request);
        if (schema is null)
            return null;
        var content = new OpenApiMediaType { Schema = schema, Example = ExampleOf(documentation.RequestExample) };
        return new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { [Json] = content } };
    }

    private OpenApiResponse SuccessOf(FunctionDocumentation documentation)
    {
        var response = new OpenApiResponse { Description = "Done." };
        if (documentation.ResponseType.Length > 0)
        {
            var content = new OpenApiMediaType { Schema = SchemaOf(documentation.ResponseSchema, documentation.Response), Example = ExampleOf(documentation.ResponseExample) };
            response.Content = new Dictionary<string, OpenApiMediaType> { [documentation.ResponseType] = content };
        }

        return response;
    }

    private OpenApiResponse FailureOf(string route)
    {
        (string schema, string type) = ErrorOf(route);
        var content = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) };
        return new OpenApiResponse
        {
            Description = "What went wrong.",
            Content = new Dictionary<string, OpenApiMediaType> { [type] = content },
        };
    }

    private static (string Schema, string Type) ErrorOf(string route)
    {
        if (route.StartsWith(RestPath.Prefix, StringComparison.Ordinal))
            return (ApiErrors.GatewayName, Json);
        return ConnectPath.HoldsRoute(route) ? (ApiErrors.ConnectName, Json) : (ApiErrors.ProblemName, Problem.ContentType);
    }

    // Without the Functions host there are no keys: each of the list is enough.
    private List<OpenApiSecurityRequirement> SecurityOf(AuthLevel level, bool needsLogin)
    {
        OpenApiSecurityRequirement alone = needsLogin ? Requirement(Token) : [];
        return level == AuthLevel.Anonymous ? [alone] : [alone, needsLogin ? Requirement(Token, FunctionKey) : Requirement(FunctionKey)];
    }

    private OpenApiSecurityRequirement Requirement(params string[] schemes)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (string scheme in schemes)
            requirement[new OpenApiSecuritySchemeReference(scheme, document)] = [];
        return requirement;
    }

    private IOpenApiSchema? SchemaOf(string? json, MessageDescriptor? message)
    {
        // A schema in words may refer to the message.
        IOpenApiSchema? reference = message is null ? null : _messages.Of(message);
        if (json is null)
            return reference;
        return OpenApiModelFactory.Parse<OpenApiSchema>(json, OpenApiSpecVersion.OpenApi3_1, document, out _, OpenApiConstants.Json);
    }

    private static JsonNode? ExampleOf(string? json) => json is null ? null : JsonNode.Parse(json);
}
