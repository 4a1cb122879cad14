using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>A function as its <c>function.json</c> declares it.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Methods">HTTP methods in lower case; none for a timer.</param>
/// <param name="Route">Template without a leading slash; null for a timer.</param>
/// <param name="Level">Which key callers need; null for a timer.</param>
/// <param name="Schedule">Six fields; null for HTTP.</param>
internal sealed record DeclaredFunction(string Name, IReadOnlyList<string> Methods, string? Route, string? Level, string? Schedule)
{
    public bool IsTimer => Schedule is not null;

    /// <summary>Reads a declaration as the Functions host does that passes requests on: one trigger, and for HTTP one output.</summary>
    /// <exception cref="InvalidDataException">The host would not load it, or would not pass its requests on as they are.</exception>
    public static DeclaredFunction Parse(string name, string json)
    {
        JsonObject[] bindings = [.. JsonNode.Parse(json)!["bindings"]!.AsArray().Select(binding => binding!.AsObject())];
        return Types(bindings) switch
        {
            ["httpTrigger in req", "http out res"] => new(name, [.. bindings[0]["methods"]!.AsArray().Select(Text)], Text(bindings[0]["route"]), Text(bindings[0]["authLevel"]), null),
            ["timerTrigger in timer"] => new(name, [], null, null, Text(bindings[0]["schedule"])),
            var other => throw new InvalidDataException($"{name} has the bindings {string.Join(", ", other)}"),
        };
    }

    private static string[] Types(JsonObject[] bindings) => [.. bindings.Select(b => $"{Text(b["type"])} {Text(b["direction"])} {Text(b["name"])}")];

    private static string Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw new InvalidDataException($"'{node}' is no text");
}
