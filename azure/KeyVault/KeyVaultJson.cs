using System.Text.Json.Serialization;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Reads and writes <see cref="KeyVaultWire"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyVaultWire.KeyBundle))]
[JsonSerializable(typeof(KeyVaultWire.SecretBundle))]
[JsonSerializable(typeof(KeyVaultWire.SignRequest))]
[JsonSerializable(typeof(KeyVaultWire.SignResult))]
[JsonSerializable(typeof(KeyVaultWire.ErrorResult))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
