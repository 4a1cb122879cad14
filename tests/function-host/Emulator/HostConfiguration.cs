using System.Text.Json.Nodes;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>What the Functions host takes from <c>host.json</c>.</summary>
/// <param name="Executable">Path of the custom handler, below the deployment's root.</param>
/// <param name="Arguments">What it is started with.</param>
internal sealed record HostConfiguration(string Executable, IReadOnlyList<string> Arguments)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">The host would not pass requests on as they are, or under other paths.</exception>
    public static HostConfiguration Read(string root)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "host.json")))!;
        JsonNode handler = json["customHandler"]!;
        JsonNode description = handler["description"]!;
        if (json["version"]!.GetValue<string>() != "2.0"
            || !handler["enableProxyingHttpRequest"]!.GetValue<bool>()
            || json["extensions"]!["http"]!["routePrefix"]!.GetValue<string>().Length > 0
            || description["workingDirectory"]?.GetValue<string>() is { Length: > 0 })
            throw new InvalidDataException($"host.json does not ask for what the handler expects: {json.ToJsonString()}");
        return new HostConfiguration(
            description["defaultExecutablePath"]!.GetValue<string>(),
            [.. description["arguments"]?.AsArray().Select(argument => argument!.GetValue<string>()) ?? []]);
    }
}
