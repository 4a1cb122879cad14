using System.Text.Json.Serialization;

namespace ImmuFunctions.Client.Auditing;

/// <summary>A root's signature as a notification carries it.</summary>
public sealed record NotifiedSignature
{
    /// <summary>No signature.</summary>
    public static NotifiedSignature None { get; } = new();

    /// <summary>DER in base64; empty for none.</summary>
    [JsonPropertyName("signature"), JsonPropertyOrder(0)]
    public string Signature { get; init; } = "";

    /// <summary>Uncompressed point, 65 bytes, in base64; empty for none.</summary>
    [JsonPropertyName("public_key"), JsonPropertyOrder(1)]
    public string PublicKey { get; init; } = "";
}
