using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>The certificates of all tests of a class, made with <c>openssl</c> when they begin and gone when they end.</summary>
public sealed class Certificates : IAsyncLifetime
{
    private const string HereAndNow = "subjectAltName=DNS:localhost,IP:127.0.0.1";
    private const string ForServers = "extendedKeyUsage=serverAuth";
    private const string ForClients = "extendedKeyUsage=clientAuth";
    private readonly Dictionary<string, KeyPair> _clients = [];

    internal TemporaryFolder Folder { get; } = new();

    /// <summary>Vouches for <see cref="Server"/> and for the right clients.</summary>
    internal Authority Root { get; private set; } = null!;

    /// <summary>Of the same kind, and trusted by nobody here.</summary>
    internal Authority Other { get; private set; } = null!;

    internal KeyPair Server { get; private set; } = null!;

    /// <summary>Its issuer is no root; the file holds the issuer, too.</summary>
    internal KeyPair ChainedServer { get; private set; } = null!;

    internal KeyPair ExpiredServer { get; private set; } = null!;

    /// <summary>For <c>elsewhere.example</c>.</summary>
    internal KeyPair NamedServer { get; private set; } = null!;

    /// <summary>May do anything that a client may.</summary>
    internal KeyPair Client => _clients["right"];

    /// <summary>Makes a host take the clients of <see cref="Root"/> and no others.</summary>
    internal string[] HostFlags => ["--mtls", "--certificate", ChainedServer.Certificate, "--pkey", ChainedServer.Key, "--clientcas", Root.Certificate];

    /// <summary>Makes a client in another language trust and show what it should.</summary>
    internal string[] ClientFlags => ["--roots", Root.Certificate, "--certificate", Client.Certificate, "--key", Client.Key];

    /// <summary>A client's certificate; null for one that has none.</summary>
    internal KeyPair? ClientNamed(string name) => name == "none" ? null : _clients[name];

    /// <summary>Makes them.</summary>
    public async ValueTask InitializeAsync()
    {
        Root = await Authority.RootAsync(Folder, "root");
        Other = await Authority.RootAsync(Folder, "other");
        Authority intermediate = await Root.IntermediateAsync(Folder, "intermediate");

        Server = await Root.IssueAsync("server", HereAndNow, ForServers);
        ChainedServer = await intermediate.IssueAsync("server", HereAndNow, ForServers);
        ExpiredServer = await Root.IssueExpiredAsync("expired-server", HereAndNow, ForServers);
        NamedServer = await Root.IssueAsync("named-server", "subjectAltName=DNS:elsewhere.example", ForServers);

        _clients["right"] = await Root.IssueAsync("client", ForClients);
        _clients["chained"] = await intermediate.IssueAsync("client", ForClients);
        _clients["any use"] = await Root.IssueAsync("any-use", "basicConstraints=CA:FALSE");
        _clients["other authority"] = await Other.IssueAsync("client", ForClients);
        _clients["expired"] = await Root.IssueExpiredAsync("expired-client", ForClients);
        _clients["server only"] = await Root.IssueAsync("server-only", ForServers);
        _clients["self-signed"] = new KeyPair(Other.Certificate, Other.KeyPath);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
