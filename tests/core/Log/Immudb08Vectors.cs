using System.Text.Json;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>The language-neutral vectors of <c>tests/vectors/immudb-0.8.json</c>.</summary>
internal static class Immudb08Vectors
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "immudb-0.8.json"))).RootElement;

    public static JsonElement Section(string name) => Root.GetProperty(name);

    public static byte[] Bytes(this JsonElement element, string property) =>
        Convert.FromHexString(element.GetProperty(property).GetString()!);

    public static ulong? OptionalIndex(this JsonElement element) =>
        element.GetProperty("index") is { ValueKind: JsonValueKind.Number } index ? index.GetUInt64() : null;
}
