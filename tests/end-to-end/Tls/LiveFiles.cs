using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>Files that a host reads and a test replaces.</summary>
internal sealed class LiveFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Begins with <see cref="Certificates.Server"/> and its root's clients.</summary>
    public LiveFiles(Certificates certificates)
    {
        Server = new KeyPair(_folder.File("server.pem"), _folder.File("server.key"));
        ClientAuthorities = _folder.File("clients.pem");
        certificates.Server.CopyOver(Server);
        File.Copy(certificates.Root.Certificate, ClientAuthorities);
    }

    public KeyPair Server { get; }

    /// <summary>Path of the bundle.</summary>
    public string ClientAuthorities { get; }

    /// <summary>Of a host with TLS.</summary>
    public string[] Flags => ["--tls", "--certificate", Server.Certificate, "--pkey", Server.Key];

    /// <summary>Of a host with mTLS.</summary>
    public string[] MutualFlags => ["--mtls", "--certificate", Server.Certificate, "--pkey", Server.Key, "--clientcas", ClientAuthorities];

    public void Dispose() => _folder.Dispose();
}
