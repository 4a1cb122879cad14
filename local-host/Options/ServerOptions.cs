using System.Net;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.LocalHost.Tls;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>The settings, checked and of their types.</summary>
public sealed record ServerOptions
{
    /// <summary>Where the ledger lies.</summary>
    public required StorePlace Store { get; init; }

    public required IPEndPoint Endpoint { get; init; }

    /// <summary>The files of TLS, or null if the port speaks without.</summary>
    public required TlsSettings? Tls { get; init; }

    /// <summary>Where the signing key is, or null if roots are not signed.</summary>
    public required SignerSource? Signer { get; init; }

    public required LedgerSetup Ledger { get; init; }

    public required int MaxReceiveBytes { get; init; }

    /// <summary>Connections at a time; null for any number.</summary>
    public required int? MaxConnections { get; init; }

    /// <summary>Calls under way at a time on one connection.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>Reads the settings from everywhere they may be: flags, environment, and the configuration file that one of these names.</summary>
    /// <param name="flags">Values from the command line.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="warnings">Told of keys in the file that this host does not know.</param>
    /// <exception cref="SettingException">A setting is not what it should be, or the file cannot be read.</exception>
    /// <exception cref="ImmuFunctions.Ledger.LedgerException">Invalid: store or key are none.</exception>
    public static async Task<ServerOptions> ReadAsync(IReadOnlyDictionary<string, string> flags, Func<string, string?> environment, TextWriter warnings)
    {
        ArgumentNullException.ThrowIfNull(warnings);
        var withoutFile = new SettingValues(flags, environment, new Dictionary<string, string>());
        IReadOnlyDictionary<string, string> file = withoutFile.Text(HostSettings.Config) is { Length: > 0 } path
            ? ConfigurationFile.Read(path)
            : new Dictionary<string, string>();
        foreach (string key in ConfigurationFile.Unknown(file))
            await warnings.WriteLineAsync($"warning: the configuration file has the key '{key}', which this host does not know");
        return From(new SettingValues(flags, environment, file));
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    /// <exception cref="ImmuFunctions.Ledger.LedgerException">Invalid: store or key are none.</exception>
    public static ServerOptions From(SettingValues values) => new()
    {
        Store = StorePlace.Of(values.Text(LedgerSettings.Store)!, values.Text(LedgerSettings.Directory)!, values.Text(LedgerSettings.Container)),
        Endpoint = values.Endpoint(HostSettings.Address, HostSettings.Port),
        Tls = TlsSettings.From(values),
        Ledger = LedgerSetup.From(values),
        Signer = values.Text(LedgerSettings.SigningKey) is { Length: > 0 } key ? SignerSource.Of(key) : null,
        MaxReceiveBytes = values.Number(HostSettings.MaxReceive, 1, 64 << 20),
        MaxConnections = values.Number(HostSettings.MaxConnections, 0, int.MaxValue) is > 0 and var connections ? connections : null,
        MaxStreams = values.Number(HostSettings.MaxStreams, 1, 1 << 20),
    };
}
