using System.Text.Json.Serialization;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>The messages of Key Vault's REST interface, version 7.4, as far as they are needed.</summary>
internal static class KeyVaultWire
{
    public sealed record KeyBundle(JsonWebKey? Key, KeyAttributes? Attributes);

    /// <param name="Kid">The key's URL with its version.</param>
    /// <param name="Kty">EC, EC-HSM, RSA …</param>
    /// <param name="Crv">P-256, P-384 …</param>
    /// <param name="X">base64url.</param>
    /// <param name="Y">base64url.</param>
    /// <param name="KeyOps">What it may be used for; null for anything.</param>
    public sealed record JsonWebKey(string? Kid, string? Kty, string? Crv, string? X, string? Y, [property: JsonPropertyName("key_ops")] string[]? KeyOps);

    /// <param name="Enabled">Null counts as yes.</param>
    /// <param name="Nbf">Not before, Unix seconds.</param>
    /// <param name="Exp">Expires, Unix seconds.</param>
    /// <param name="Created">Made, Unix seconds.</param>
    public sealed record KeyAttributes(bool? Enabled, long? Nbf, long? Exp, long? Created);

    /// <param name="Value">As it was set: any text.</param>
    /// <param name="Id">The secret's URL with its version.</param>
    /// <param name="Attributes">As of a key.</param>
    public sealed record SecretBundle(string? Value, string? Id, KeyAttributes? Attributes);

    public sealed record SignRequest(string Alg, string Value);

    /// <param name="Kid">The version that signed.</param>
    /// <param name="Value">base64url of r ‖ s.</param>
    public sealed record SignResult(string? Kid, string? Value);

    public sealed record ErrorResult(ErrorBody? Error);

    public sealed record ErrorBody(string? Code, string? Message, [property: JsonPropertyName("innererror")] InnerError? Inner);

    public sealed record InnerError(string? Code);
}
