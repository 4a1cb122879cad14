using System.Net;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.LocalHost.Stores;
using ImmuFunctions.Service.Accounts;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>The settings, checked and of their types.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where the ledger lies.</summary>
    public required StorePlace Store { get; init; }

    public required IPEndPoint Endpoint { get; init; }

    /// <summary>The superuser, or null if nobody needs to log in.</summary>
    public required Account? Superuser { get; init; }

    /// <summary>Without authentication: whether other machines may call.</summary>
    public required bool RemoteAllowed { get; init; }

    public required PemRootSigner? Signer { get; init; }

    public required int MaxReceiveBytes { get; init; }

    public required long CacheBytes { get; init; }

    /// <summary>Whether values are indexed; null: as the ledger was kept so far.</summary>
    public required bool? ValueIndex { get; init; }

    /// <exception cref="OptionException">A setting is not what it should be.</exception>
    public static ServerOptions From(SettingValues values)
    {
        bool auth = values.Switch(HostSettings.Auth) && !values.Switch(HostSettings.NoAuth);
        return new ServerOptions
        {
            Store = StorePlace.From(values),
            Endpoint = new IPEndPoint(AddressOf(values), values.Number(HostSettings.Port, 0, ushort.MaxValue)),
            Superuser = auth ? SuperuserOf(values) : null,
            RemoteAllowed = values.Switch(HostSettings.DevMode),
            Signer = values.Text(HostSettings.SigningKey) is { Length: > 0 } path ? SignerOf(path) : null,
            MaxReceiveBytes = values.Number(HostSettings.MaxReceive, 1, 64 << 20),
            CacheBytes = (long)values.Number(HostSettings.CacheMebibytes, 1, 1 << 20) << 20,
            ValueIndex = values.OptionalSwitch(HostSettings.ValueIndex),
        };
    }

    private static IPAddress AddressOf(SettingValues values)
    {
        string text = values.Text(HostSettings.Address)!;
        if (text == "localhost")
            return IPAddress.Loopback;
        return IPAddress.TryParse(text, out IPAddress? address)
            ? address
            : throw new OptionException($"--address is '{text}'; it should be an IP address such as 127.0.0.1, or localhost");
    }

    private static Account SuperuserOf(SettingValues values)
    {
        try
        {
            return Account.Superuser(values.Text(HostSettings.AdminPassword)!);
        }
        catch (ArgumentException e)
        {
            // The parameter's name says nothing to whoever set the password.
            throw new OptionException(e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", ""));
        }
    }

    private static PemRootSigner SignerOf(string path)
    {
        try
        {
            return new PemRootSigner(P256PrivateKey.FromPem(File.ReadAllText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionException($"Unable to configure the cryptographic signer: {path}: {e.Message}");
        }
    }
}
