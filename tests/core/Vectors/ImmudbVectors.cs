using System.Text.Json;

namespace ImmuFunctions.Core.Tests.Vectors;

/// <summary>The language-neutral vectors of immudb 0.8, in <c>tests/vectors/immudb-0.8.json</c>.</summary>
internal static class ImmudbVectors
{
    private static readonly JsonDocument Document = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "immudb-0.8.json")));

    /// <summary>One of the file's top-level members.</summary>
    public static JsonElement Section(string name) => Document.RootElement.GetProperty(name);

    /// <summary>A member written in hexadecimal.</summary>
    public static byte[] Bytes(this JsonElement vector, string name) =>
        Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
