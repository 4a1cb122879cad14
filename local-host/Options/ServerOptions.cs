using System.Net;
using ImmuFunctions.Core.Checkpoints;
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

    /// <summary>Where the signing key is, or null if roots are not signed.</summary>
    public required SignerSource? Signer { get; init; }

    /// <summary>What the checkpoints' names begin with; null: made from the server's identity.</summary>
    public required string? CheckpointOrigin { get; init; }

    /// <summary>Zero: no checkpoints.</summary>
    public required TimeSpan CheckpointInterval { get; init; }

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
            Signer = values.Text(HostSettings.SigningKey) is { Length: > 0 } key ? SignerSource.Of(key) : null,
            CheckpointOrigin = OriginOf(values),
            CheckpointInterval = TimeSpan.FromSeconds(values.Number(HostSettings.CheckpointSeconds, 0, 86_400)),
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

    private static string? OriginOf(SettingValues values)
    {
        if (values.Text(HostSettings.CheckpointOrigin) is not { Length: > 0 } origin)
            return null;

        // Room for the name of a database.
        return NoteName.IsValid(origin) && origin.Length <= NoteName.MaxLength / 2
            ? origin.TrimEnd('/')
            : throw new OptionException($"--checkpoint-origin is '{origin}'; it should be a name such as log.example.com/ledger, without spaces and '+'");
    }
}
