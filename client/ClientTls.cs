using System.Net.Security;
using ImmuFunctions.Client.Connections;

namespace ImmuFunctions.Client;

/// <summary>TLS with certificates from files, mutual TLS included.</summary>
public static class ClientTls
{
    /// <summary>Makes the options for <see cref="LedgerClientOptions.Tls"/>.</summary>
    /// <param name="authoritiesPem">Path of the certificates (PEM) whose holders may vouch for the server; null for the system's.</param>
    /// <param name="certificatePem">Path of the client's own certificate (PEM), its chain behind it; null for none.</param>
    /// <param name="keyPem">Path of the key (PEM, not encrypted) to it; null if it is in the same file.</param>
    /// <param name="serverName">The name the server's certificate has to have; null for the address's host.</param>
    /// <exception cref="TlsFileException">A file cannot be read, or is not what it should be.</exception>
    /// <exception cref="ArgumentException">There is a key and no certificate.</exception>
    public static SslClientAuthenticationOptions From(string? authoritiesPem, string? certificatePem, string? keyPem, string? serverName) =>
        TlsFromFiles.Read(authoritiesPem, certificatePem, keyPem ?? certificatePem, serverName);
}
