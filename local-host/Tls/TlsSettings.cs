using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>Which files TLS is made of.</summary>
/// <param name="Certificate">Path of the server's certificate in PEM; what follows the first certificate in it are intermediates for clients.</param>
/// <param name="Key">Path of its private key in PEM.</param>
/// <param name="ClientAuthorities">Path of the authorities, in PEM, whose clients are let in; null: clients need no certificate.</param>
public sealed record TlsSettings(string Certificate, string Key, string? ClientAuthorities)
{
    /// <summary>Whether a client must show a certificate.</summary>
    public bool IsMutual => ClientAuthorities is not null;

    /// <summary>Reads the settings; null without TLS.</summary>
    /// <exception cref="SettingException">A setting is not what it should be, or a path that is needed is empty.</exception>
    public static TlsSettings? From(SettingValues values)
    {
        bool mutual = values.Switch(HostSettings.MutualTls);
        // Both are looked at, so that a wrong value of either is told.
        return values.Switch(HostSettings.Tls) || mutual
            ? new TlsSettings(
                Required(values, HostSettings.Certificate),
                Required(values, HostSettings.PrivateKey),
                mutual ? Required(values, HostSettings.ClientAuthorities) : null)
            : null;
    }

    private static string Required(SettingValues values, Setting setting) =>
        values.Text(setting) is { Length: > 0 } path ? path : throw new SettingException($"--{setting.Name} is empty; TLS needs the path of a PEM file there");
}
