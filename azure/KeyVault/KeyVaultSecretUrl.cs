using System.Text.RegularExpressions;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>Where a secret lies: <c>https://{vault}/secrets/{name}</c>, with <c>/{version}</c> or without.</summary>
/// <param name="Vault">Scheme, host and port.</param>
/// <param name="Name">Letters, digits and dashes.</param>
/// <param name="Version">Null: the current one.</param>
internal sealed partial record KeyVaultSecretUrl(Uri Vault, string Name, string? Version)
{
    /// <summary>Reads a secret's URL.</summary>
    /// <returns>Null if it is anything else.</returns>
    public static KeyVaultSecretUrl? TryParse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" } && SecretPath().Match(uri.AbsolutePath) is { Success: true } path
            ? new KeyVaultSecretUrl(new Uri(uri.GetLeftPart(UriPartial.Authority)), path.Groups[1].Value, path.Groups[2].Success ? path.Groups[2].Value : null)
            : null;

    /// <summary>Whether <paramref name="other"/> is this secret, and this version if this has one.</summary>
    public bool Covers(KeyVaultSecretUrl other) =>
        other.Vault == Vault
        && string.Equals(other.Name, Name, StringComparison.OrdinalIgnoreCase)
        && (Version is null || string.Equals(other.Version, Version, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() => new Uri(Vault, Version is null ? $"/secrets/{Name}" : $"/secrets/{Name}/{Version}").AbsoluteUri;

    [GeneratedRegex("^/secrets/([0-9A-Za-z-]{1,127})(?:/([0-9A-Za-z]{1,64}))?/?$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPath();
}
