using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>TLS to a ledger: whom to trust, and what to show.</summary>
internal static class ClientTls
{
    /// <summary>Reads the settings and the files they name.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="host">The host of the ledger's address.</param>
    /// <exception cref="SettingException">A file cannot be read, or is not what it should be.</exception>
    public static SslClientAuthenticationOptions From(SettingValues values, string host)
    {
        string name = values.Text(GatewaySettings.ServerName) is { Length: > 0 } text ? text : host;
        var tls = new SslClientAuthenticationOptions
        {
            // The address's own name is what is asked for on the wire; which name has to be proved is decided here.
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsFor(certificate, errors, name),
        };
        if (values.Text(GatewaySettings.Authorities) is { Length: > 0 } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            Read(GatewaySettings.Authorities, authorities, () => tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authorities));
            if (tls.CertificateChainPolicy.CustomTrustStore.Count == 0)
                throw new SettingException($"--{GatewaySettings.Authorities.Name} is '{authorities}', which holds no certificate");
        }

        if (values.Switch(GatewaySettings.MutualTls))
            tls.ClientCertificateContext = Shown(Required(values, GatewaySettings.Certificate), Required(values, GatewaySettings.PrivateKey));
        return tls;
    }

    private static bool IsFor(X509Certificate? certificate, SslPolicyErrors errors, string name) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None && certificate is X509Certificate2 shown && shown.MatchesHostname(name);

    private static SslStreamCertificateContext Shown(string certificate, string key)
    {
        // Certificates behind the first one lead to the authority.
        var chain = new X509Certificate2Collection();
        Read(GatewaySettings.Certificate, certificate, () => chain.ImportFromPemFile(certificate));
        X509Certificate2? own = null;
        Read(GatewaySettings.PrivateKey, key, () => own = X509Certificate2.CreateFromPemFile(certificate, key));
        return SslStreamCertificateContext.Create(own!, chain, offline: true);
    }

    private static string Required(SettingValues values, Setting setting) =>
        values.Text(setting) is { Length: > 0 } text ? text : throw new SettingException($"--mtls needs --{setting.Name}");

    private static void Read(Setting setting, string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SettingException($"--{setting.Name} is '{path}', which cannot be read: {e.Message}");
        }
    }
}
