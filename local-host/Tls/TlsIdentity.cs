using System.Net.Security;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>What handshakes are made with: read once, never changed. Handshakes and connections may outlive its replacement.</summary>
/// <param name="Server">The server's certificate with key and chain.</param>
/// <param name="Clients">Who vouches for clients; null: they need no certificate.</param>
/// <param name="Digest">That of the files it was made from.</param>
internal sealed record TlsIdentity(SslStreamCertificateContext Server, ClientAuthorities? Clients, string Digest)
{
    /// <summary>Reads the files and makes it.</summary>
    /// <exception cref="SettingException">They do not fit; says which flag and why.</exception>
    public static TlsIdentity Read(TlsSettings settings)
    {
        using TlsFiles files = TlsFiles.Read(settings);
        return From(settings, files);
    }

    /// <summary>Makes it from what was read.</summary>
    /// <exception cref="SettingException">The files do not fit; says which flag and why.</exception>
    public static TlsIdentity From(TlsSettings settings, TlsFiles files) => new(
        ServerCertificate.Join(settings, files),
        files.ClientAuthorities is { } bundle ? ClientAuthorities.Parse(settings.ClientAuthorities!, bundle) : null,
        files.Digest);
}
