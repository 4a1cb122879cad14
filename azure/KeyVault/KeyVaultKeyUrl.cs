using System.Text.RegularExpressions;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Where a key lies: <c>https://{vault}/keys/{name}</c>, with <c>/{version}</c> or without.</summary>
/// <param name="Vault">Scheme, host and port.</param>
/// <param name="Name">Letters, digits and dashes.</param>
/// <param name="Version">Null: the current one.</param>
public sealed partial record KeyVaultKeyUrl(Uri Vault, string Name, string? Version)
{
    // The vaults' names in the public and the national clouds end so; the token is for what remains.
    private static readonly string[] Services =
    [
        "vault.azure.net", "managedhsm.azure.net", "vault.azure.cn", "managedhsm.azure.cn", "vault.usgovcloudapi.net", "managedhsm.usgovcloudapi.net",
    ];

    /// <summary>What the token must be good for.</summary>
    public string Scope => ScopeOf(Vault);

    /// <summary>What a token for <paramref name="vault"/> must be good for.</summary>
    public static string ScopeOf(Uri vault) =>
        $"https://{Array.Find(Services, s => vault.Host.EndsWith("." + s, StringComparison.OrdinalIgnoreCase)) ?? Services[0]}/.default";

    /// <summary>Whether <paramref name="text"/> is meant as a URL, rather than as the path of a file.</summary>
    public static bool IsUrl(string text) => text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a key's URL.</summary>
    /// <returns>Null if it is anything else.</returns>
    public static KeyVaultKeyUrl? TryParse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" } && KeyPath().Match(uri.AbsolutePath) is { Success: true } path
            ? new KeyVaultKeyUrl(new Uri(uri.GetLeftPart(UriPartial.Authority)), path.Groups[1].Value, path.Groups[2].Success ? path.Groups[2].Value : null)
            : null;

    /// <summary>Whether <paramref name="other"/> is this key, and this version if this has one.</summary>
    public bool Covers(KeyVaultKeyUrl other) =>
        other.Vault == Vault
        && string.Equals(other.Name, Name, StringComparison.OrdinalIgnoreCase)
        && (Version is null || string.Equals(other.Version, Version, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() => new Uri(Vault, Version is null ? $"/keys/{Name}" : $"/keys/{Name}/{Version}").AbsoluteUri;

    [GeneratedRegex("^/keys/([0-9A-Za-z-]{1,127})(?:/([0-9A-Za-z]{1,127}))?/?$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPath();
}
