using System.Text.Json;
using ImmuFunctions.Core.Signing;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

/// <summary>The values of <c>tests/vectors/client-signatures.json</c>, which Python and openssl made.</summary>
internal static class ClientSignatureVectors
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "client-signatures.json"))).RootElement;

    /// <summary>Two that are trusted, then one that is not.</summary>
    public static JsonElement[] Keys { get; } = [.. Root.GetProperty("keys").EnumerateArray()];

    public static TrustedSigners Trusted { get; } = new(Keys[..2].SelectMany(key => P256PublicKey.FromPem(key.Text("public_key_pem"))));

    public static TheoryData<string, JsonElement> All => [.. Root.GetProperty("values").EnumerateArray().Select(value => (value.Text("name"), value))];

    /// <summary>Those with every part spelled out.</summary>
    public static TheoryData<string, JsonElement> Spelled =>
        [.. Root.GetProperty("values").EnumerateArray().Where(value => value.TryGetProperty("message", out _)).Select(value => (value.Text("name"), value))];

    public static JsonElement Simple { get; } = Root.GetProperty("values")[0];

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static SignatureFinding Verdict(this JsonElement element) => element.Text("verdict") switch
    {
        "trusted" => SignatureFinding.Trusted,
        "wrong" => SignatureFinding.Wrong,
        "unknown key" => SignatureFinding.UnknownKey,
        "malformed" => SignatureFinding.Malformed,
        "not signed" => SignatureFinding.NotSigned,
        "not structured" => SignatureFinding.NotStructured,
        var other => throw new InvalidOperationException(other),
    };
}
