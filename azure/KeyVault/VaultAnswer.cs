using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>What a vault answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The bytes, whatever they are.</param>
internal readonly record struct VaultAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private const int MostOfAMessage = 300;

    /// <summary>The kind of failure that the status means; null for success.</summary>
    public LedgerErrorKind? Failure => Status switch
    {
        200 => null,
        401 or 403 => LedgerErrorKind.Denied,
        404 => LedgerErrorKind.NotFound,
        408 or 429 or >= 500 => LedgerErrorKind.Unavailable,
        _ => LedgerErrorKind.Invalid,
    };

    /// <summary>The vault's own name for the failure, the narrower one of two; null if it gave none.</summary>
    public string? ErrorCode => Read(KeyVaultJson.Default.ErrorResult)?.Error is { } error ? error.Inner?.Code ?? error.Code : null;

    /// <summary>What it means and what to do, for a status that is no success.</summary>
    /// <param name="role">What the host's identity needs.</param>
    public string Reason(string role = "Key Vault Crypto User on the key")
    {
        string said = Said();
        return Status switch
        {
            401 => $"the vault does not take the token of this host's identity (401){said}. Is it of the vault's own directory?",
            403 => $"this host's identity may not use it (403){said}. Give the identity the role {role}, and look whether the vault's firewall lets it in",
            404 => $"there is no such {(role.EndsWith("secret", StringComparison.Ordinal) ? "secret" : "key")} or version (404){said}",
            429 => $"the vault answers no more for now: too many requests (429){said}",
            _ => $"the vault answered {Status}{said}",
        };
    }

    /// <returns>Null if the body is no such JSON.</returns>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Said()
    {
        if (Read(KeyVaultJson.Default.ErrorResult)?.Error is not { } error)
            return "";
        string text = $"{error.Inner?.Code ?? error.Code}: {error.Message}".ReplaceLineEndings(" ").Trim();
        return ", " + (text.Length <= MostOfAMessage ? text : text[..MostOfAMessage] + "…").TrimEnd('.');
    }
}
