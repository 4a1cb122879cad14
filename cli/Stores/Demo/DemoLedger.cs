using System.Security.Cryptography;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary>A ledger of the demo's own: a folder, a key made for it, a server in this process, and a client that trusts nothing but the key.</summary>
internal sealed class DemoLedger : IAsyncDisposable
{
    private readonly RunningLedger _server;

    private DemoLedger(string folder, string publicKey, RunningLedger server, LedgerClient client) => (Folder, PublicKey, _server, Client) = (folder, publicKey, server, client);

    /// <summary>Where the ledger lies.</summary>
    public string Folder { get; }

    /// <summary>The public key, in PEM.</summary>
    public string PublicKey { get; }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Address => _server.Address;

    /// <summary>A verifying client.</summary>
    public LedgerClient Client { get; }

    /// <summary>Starts it.</summary>
    /// <param name="parent">An empty folder of the demo's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DemoLedger> StartAsync(string parent, CancellationToken cancellationToken)
    {
        string folder = Path.Join(parent, "ledger"), key = Path.Join(parent, "signing-key.pem");
        string publicKey;
        using (var made = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            publicKey = made.ExportSubjectPublicKeyInfoPem();
            await File.WriteAllTextAsync(key, made.ExportPkcs8PrivateKeyPem(), cancellationToken);
        }

        var flags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LedgerSettings.Directory.Name] = folder,
            [LedgerSettings.SigningKey.Name] = key,
            [LedgerSettings.NoAuth.Name] = "true",
            [HostSettings.Port.Name] = "0",
        };
        ServerOptions options = ServerOptions.From(new SettingValues(flags, _ => null, new Dictionary<string, string>()));
        RunningLedger server = await LedgerServer.StartAsync(options, null, cancellationToken);
        try
        {
            var client = new LedgerClientOptions { Roots = new MemoryTrustedRoots(), PinnedKeyPem = publicKey };
            return new DemoLedger(folder, publicKey, server, await LedgerClient.ConnectAsync($"immu://{server.Address}", client, cancellationToken));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
