using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>The blob of keys: <c>{"version":1,"keys":[{"id":…,"secret":base64,"createdAt":Unix seconds}]}</c>, oldest key first.</summary>
/// <param name="Version">1.</param>
/// <param name="Keys">Up to <see cref="MaxKeys"/>, of different names.</param>
internal sealed record TokenKeyFile(int Version, TokenKeyFile.Entry[] Keys)
{
    /// <summary>The most keys at once; one comes a day, and each goes after two.</summary>
    public const int MaxKeys = 64;

    private const int OnlyVersion = 1;
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    internal sealed record Entry(string Id, byte[] Secret, long CreatedAt);

    /// <summary>The blob's bytes.</summary>
    public static byte[] Format(IReadOnlyList<TokenKey> keys) => JsonSerializer.SerializeToUtf8Bytes(
        new TokenKeyFile(OnlyVersion, [.. keys.Select(key => new Entry(key.Id, key.Secret.ToArray(), key.CreatedAt.ToUnixTimeSeconds()))]),
        TokenKeyJson.Default.TokenKeyFile);

    /// <summary>Reads the blob.</summary>
    /// <returns>Null if these are no keys.</returns>
    public static TokenKey[]? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TokenKeyJson.Default.TokenKeyFile) is { Version: OnlyVersion, Keys: { Length: <= MaxKeys } keys } && AreFit(keys)
                ? [.. keys.Select(key => new TokenKey(key.Id, key.Secret, DateTimeOffset.FromUnixTimeSeconds(key.CreatedAt)))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool AreFit(Entry[] keys) =>
        Array.TrueForAll(keys, key => key is not null && TokenKey.IsId(key.Id) && key.Secret.Length >= TokenKey.MinBytes && key.CreatedAt >= 0 && key.CreatedAt <= LastSecond)
        && keys.DistinctBy(key => key.Id, StringComparer.Ordinal).Count() == keys.Length;
}

/// <summary>Reads and writes <see cref="TokenKeyFile"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenKeyFile))]
internal sealed partial class TokenKeyJson : JsonSerializerContext;
