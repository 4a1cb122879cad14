using System.Text;
using System.Text.Json;
using ImmuFunctions.Core.Checkpoints;

namespace ImmuFunctions.Core.Tests.Checkpoints;

/// <summary>The checkpoints of <c>tests/vectors/checkpoints.json</c>, which openssl signed.</summary>
internal static class CheckpointVectors
{
    public static JsonElement Root { get; } = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "checkpoints.json"))).RootElement;

    public static string KeyText { get; } = Root.GetProperty("verifier_key").GetString()!;

    public static VerifierKey Key { get; } = VerifierKey.TryParse(KeyText)!;

    public static string NoteText(int number) => Root.GetProperty("notes")[number].GetProperty("note").GetString()!;

    public static byte[] Note(int number) => Encoding.UTF8.GetBytes(NoteText(number));
}
