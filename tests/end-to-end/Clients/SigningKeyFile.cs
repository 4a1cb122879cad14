using System.Text.Json;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>The published test key, whose public point the clients know from the vectors.</summary>
internal static class SigningKeyFile
{
    /// <summary>Writes the key to a PEM file in <paramref name="folder"/> and gives its path.</summary>
    public static string Write(TemporaryFolder folder)
    {
        using var vectors = JsonDocument.Parse(
            File.ReadAllBytes(RepositoryRoot.File("tests", "vectors", "immudb-0.8.json")));
        var path = folder.File("signing-key.pem");
        File.WriteAllText(path, vectors.RootElement.GetProperty("root_signature").GetProperty("key_pem_text").GetString());
        return path;
    }
}
