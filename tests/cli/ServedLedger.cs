using System.Security.Cryptography;
using ImmuFunctions.LocalHost;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.Cli.Tests;

/// <summary>A ledger in memory, served on a free port of this machine.</summary>
internal sealed class ServedLedger : IAsyncDisposable
{
    private readonly RunningLedger _ledger;

    private ServedLedger(RunningLedger ledger) => _ledger = ledger;

    /// <summary>Where it is, as <c>host:port</c>.</summary>
    public string Authority => _ledger.Address;

    public string Port => Authority.Split(':')[^1];

    /// <summary>Its address, for those whom it asks to log in too.</summary>
    public string Address(string? userAndPassword = null, string? database = null) => $"immu://{(userAndPassword is null ? "" : userAndPassword + "@")}{Authority}/{database}";

    /// <summary>Starts one.</summary>
    /// <param name="password">Of the user immudb; null: nobody logs in.</param>
    /// <param name="flags">Further flags of the local host, without dashes.</param>
    public static async Task<ServedLedger> StartAsync(string? password = null, params (string Name, string Value)[] flags)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["store"] = "memory",
            ["address"] = "127.0.0.1",
            ["port"] = "0",
            ["auth"] = password is null ? "false" : "true",
        };
        if (password is not null)
            given["admin-password"] = password;
        foreach ((string name, string value) in flags)
            given[name] = value;
        ServerOptions options = ServerOptions.From(new SettingValues(given, _ => null, new Dictionary<string, string>()));
        return new ServedLedger(await LedgerServer.StartAsync(options, null, TestContext.Current.CancellationToken));
    }

    /// <summary>Writes a new key that signs roots.</summary>
    /// <returns>The file of the public key.</returns>
    public static string MakeKey(string privatePath)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(privatePath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(privatePath + ".pub", key.ExportSubjectPublicKeyInfoPem());
        return privatePath + ".pub";
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
