using System.Net.Security;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>The ledger elsewhere, and how it is watched.</summary>
internal sealed record GatewayOptions
{
    private const string DefaultHost = "127.0.0.1";
    private const int DefaultPort = 3322;

    /// <summary>Where it is: <c>http://host:port</c> or <c>https://host:port</c>.</summary>
    public required Uri Ledger { get; init; }

    /// <summary>How it is trusted, and what it is shown; null without TLS.</summary>
    public required SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Folder of the roots that are trusted.</summary>
    public required string Directory { get; init; }

    /// <summary>How it is audited; null: not at all.</summary>
    public required AuditSettings? Audit { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <returns>Null if this host is no gateway.</returns>
    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    public static GatewayOptions? From(SettingValues values)
    {
        Uri? ledger = LedgerOf(values);
        if (ledger is null)
            return null;

        return new GatewayOptions
        {
            Ledger = ledger,
            Tls = ledger.Scheme == Uri.UriSchemeHttps ? GatewayTls.From(values) : null,
            Directory = values.Text(GatewaySettings.Directory)!,
            Audit = AuditSettings.From(values, ledger),
        };
    }

    private static Uri? LedgerOf(SettingValues values)
    {
        string? url = values.Text(GatewaySettings.Ledger) is { Length: > 0 } text ? text : null;
        string? host = values.Text(GatewaySettings.ImmudbAddress);
        bool hasPort = values.Text(GatewaySettings.ImmudbPort) is not null;
        if (host is not null || hasPort)
        {
            if (url is not null)
                throw new SettingException("--ledger and --immudb-address/--immudb-port say the same in two ways: give one of them");
            string scheme = values.Switch(GatewaySettings.MutualTls) ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
            int port = hasPort ? values.Number(GatewaySettings.ImmudbPort, 1, ushort.MaxValue) : DefaultPort;
            url = $"{scheme}://{host ?? DefaultHost}:{port}";
        }

        if (url is null)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? ledger) || (ledger.Scheme != Uri.UriSchemeHttp && ledger.Scheme != Uri.UriSchemeHttps)
            || ledger.PathAndQuery != "/" || ledger.UserInfo.Length > 0 || ledger.Fragment.Length > 0)
        {
            throw new SettingException($"the ledger's address is '{url}'; it should be http://host:3322 or https://host:3322");
        }

        if (ledger.Scheme == Uri.UriSchemeHttp && values.Switch(GatewaySettings.MutualTls))
            throw new SettingException("--mtls needs an address that begins with https://");
        return ledger;
    }
}
