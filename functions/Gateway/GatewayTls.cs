using System.Net.Security;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>TLS to the ledger as the settings have it.</summary>
internal static class GatewayTls
{
    /// <summary>Reads the settings and the files they name.</summary>
    /// <param name="values">The settings.</param>
    /// <exception cref="SettingException">A file cannot be read, or is not what it should be.</exception>
    public static SslClientAuthenticationOptions From(SettingValues values)
    {
        bool isMutual = values.Switch(GatewaySettings.MutualTls);
        try
        {
            return ClientTls.From(
                values.Text(GatewaySettings.Authorities),
                isMutual ? Required(values, GatewaySettings.Certificate) : null,
                isMutual ? Required(values, GatewaySettings.PrivateKey) : null,
                values.Text(GatewaySettings.ServerName));
        }
        catch (TlsFileException e)
        {
            throw new SettingException($"--{SettingOf(e.File).Name} is '{e.Path}', which {e.Fault}");
        }
    }

    private static string Required(SettingValues values, Setting setting) =>
        values.Text(setting) is { Length: > 0 } text ? text : throw new SettingException($"--mtls needs --{setting.Name}");

    private static Setting SettingOf(TlsFile file) => file switch
    {
        TlsFile.Certificate => GatewaySettings.Certificate,
        TlsFile.Key => GatewaySettings.PrivateKey,
        _ => GatewaySettings.Authorities,
    };
}
