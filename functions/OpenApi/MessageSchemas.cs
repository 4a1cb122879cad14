using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace ImmuFunctions.Functions.OpenApi;

/// <summary>JSON Schemas of messages, each once.</summary>
/// <param name="document">Holds them.</param>
/// <remarks>As <see cref="Protocol.Json.JsonMessageWriter"/> writes them. What is read may be a little more: see docs/rest.md.</remarks>
internal sealed class MessageSchemas(OpenApiDocument document)
{
    /// <summary>A reference to the schema of <paramref name="message"/>, which is put into the document with all it refers to.</summary>
    public IOpenApiSchema Of(MessageDescriptor message)
    {
        if (document.Components!.Schemas!.ContainsKey(message.Name))
            return new OpenApiSchemaReference(message.Name, document);
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };
        document.Components.Schemas[message.Name] = schema;
        foreach (FieldDescriptor field in message.Fields.InFieldNumberOrder())
            schema.Properties[field.Name] = field.IsRepeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = ValueOf(field) } : ValueOf(field);
        document.RegisterComponents();
        return new OpenApiSchemaReference(message.Name, document);
    }

    /// <summary>The schema of one value of <paramref name="field"/>.</summary>
    public IOpenApiSchema ValueOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Bytes => new OpenApiSchema { Type = JsonSchemaType.String, ContentEncoding = "base64" },
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldType.Double => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
        FieldType.UInt64 => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uint64", Pattern = "^[0-9]{1,20}$" },
        FieldType.UInt32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "uint32", Minimum = "0" },
        FieldType.Enum => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. field.EnumType.Values.Select(value => (JsonNode)JsonValue.Create(value.Name))] },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
