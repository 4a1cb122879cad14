using System.Text.Json.Serialization;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Client.Auditing;

/// <summary>A root as a notification carries it.</summary>
public sealed record NotifiedRoot
{
    /// <summary>No root: of a log that is empty or not known.</summary>
    public static NotifiedRoot None { get; } = new();

    /// <summary>Zero-based index of the last entry the root covers; 0 for an empty log too.</summary>
    [JsonPropertyName("index"), JsonPropertyOrder(0)]
    public ulong Index { get; init; }

    /// <summary>The root in lower-case hexadecimal; empty for none.</summary>
    [JsonPropertyName("hash"), JsonPropertyOrder(1)]
    public string Hash { get; init; } = "";

    /// <summary>Always there; its fields are empty where there is no signature.</summary>
    [JsonPropertyName("signature"), JsonPropertyOrder(2)]
    public NotifiedSignature Signature { get; init; } = NotifiedSignature.None;

    /// <summary>The root of a log.</summary>
    /// <param name="size">Entries of the log, not the last index; 0 makes <see cref="None"/>.</param>
    /// <param name="root">Not looked at if the log is empty.</param>
    /// <param name="signature">DER; empty for none.</param>
    /// <param name="publicPoint">Uncompressed point of the signer's key; empty for none.</param>
    public static NotifiedRoot Of(ulong size, Hash root, ReadOnlySpan<byte> signature = default, ReadOnlySpan<byte> publicPoint = default) => size == 0
        ? None
        : new NotifiedRoot
        {
            Index = size - 1,
            Hash = root.ToString(),
            Signature = new NotifiedSignature { Signature = Convert.ToBase64String(signature), PublicKey = Convert.ToBase64String(publicPoint) },
        };
}
