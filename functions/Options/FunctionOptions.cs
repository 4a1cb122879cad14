using System.Net;
using ImmuFunctions.Azure.KeyVault;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Functions.Telemetry;
using ImmuFunctions.Functions.Tlog;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Options;

/// <summary>The settings, checked and of their types.</summary>
internal sealed record FunctionOptions
{
    /// <summary>Set by the Functions host: the port at which it expects its custom handler.</summary>
    public const string HandlerPort = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Where to listen.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>Whether the Functions host started this process: then every caller comes by its proxy, and it calls the timers.</summary>
    public required bool IsHosted { get; init; }

    /// <summary>Where the ledger lies.</summary>
    public required StorePlace Store { get; init; }

    /// <summary>Where the signing key is, or null if roots are not signed.</summary>
    public required SignerSource? Signer { get; init; }

    public required LedgerSetup Ledger { get; init; }

    /// <summary>Whether traces, metrics and logs are sent to a collector.</summary>
    public required bool ExportsTelemetry { get; init; }

    /// <summary>The ledger elsewhere that this host stands in front of; null if it has its own.</summary>
    public required GatewayOptions? Gateway { get; init; }

    /// <summary>How the ledgers of this host are audited.</summary>
    public required AuditorOptions Auditor { get; init; }

    /// <summary>Web pages that may call.</summary>
    public required CorsOrigins Cors { get; init; }

    /// <summary>How much of a caller is put up with.</summary>
    public required HttpLimits Limits { get; init; }

    /// <summary>What of the logs everybody may read.</summary>
    public required TlogVisibility TlogPublic { get; init; }

    /// <summary>Run alone: whether callers on this machine may start what timers start.</summary>
    public required bool Timers { get; init; }

    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    /// <exception cref="ImmuFunctions.Ledger.LedgerException">Invalid: store or key are none.</exception>
    public static FunctionOptions From(SettingValues values, Func<string, string?> environment)
    {
        bool isHosted = environment(HandlerPort) is { Length: > 0 };
        return new FunctionOptions
        {
            IsHosted = isHosted,
            Endpoint = isHosted ? new IPEndPoint(IPAddress.Loopback, PortOf(environment(HandlerPort)!)) : values.Endpoint(FunctionSettings.Address, FunctionSettings.Port),
            Store = StorePlace.Of(values.Text(LedgerSettings.Store)!, values.Text(LedgerSettings.Directory)!, values.Text(LedgerSettings.Container)),
            Signer = values.Text(LedgerSettings.SigningKey) is { Length: > 0 } key ? SignerSource.Of(key) : null,
            Ledger = LedgerSetup.From(values),
            ExportsTelemetry = environment(TelemetryExport.EndpointVariable) is { Length: > 0 },
            Gateway = GatewayOptions.From(values),
            Auditor = AuditorOptions.From(values),
            Cors = CorsOrigins.From(values),
            Limits = HttpLimits.From(values),
            TlogPublic = values.Parse<TlogVisibility>(FunctionSettings.TlogPublic, "'none', 'checkpoints', 'hashes' or 'all'", VisibilityOf),
            Timers = values.Switch(FunctionSettings.Timers),
        };
    }

    private static TlogVisibility? VisibilityOf(string text) => text switch
    {
        "none" => TlogVisibility.None,
        "checkpoints" => TlogVisibility.Checkpoints,
        "hashes" => TlogVisibility.Hashes,
        "all" => TlogVisibility.All,
        _ => null,
    };

    private static int PortOf(string text) => ushort.TryParse(text, out ushort port)
        ? port
        : throw new SettingException($"the environment variable {HandlerPort} is '{text}'; it should be a port");
}
