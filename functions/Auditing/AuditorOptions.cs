using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>How the ledgers of this host are audited.</summary>
internal sealed record AuditorOptions
{
    /// <summary>Where state and verdicts lie; null: beside the ledger.</summary>
    public required StorePlace? Store { get; init; }

    /// <summary>Bounds, and the key if one is given.</summary>
    public required AuditOptions Audit { get; init; }

    /// <summary>Run alone: whether this host audits by itself.</summary>
    public required bool RunsItself { get; init; }

    /// <summary>Then: from the end of one audit to the start of the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Where audits are reported to; null: nowhere.</summary>
    public required Uri? NotificationUrl { get; init; }

    /// <summary>For the receiver of the reports.</summary>
    public required string NotificationUsername { get; init; }

    /// <summary>For the receiver of the reports.</summary>
    public required string NotificationPassword { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    public static AuditorOptions From(SettingValues values)
    {
        long bytes = (long)values.Number(AuditorSettings.Mebibytes, 1, 1 << 20) << 20;
        var audit = new AuditOptions
        {
            SweepEntries = values.Number(AuditorSettings.Entries, 1, int.MaxValue),
            SweepBytes = bytes,
            RunBytes = 4 * bytes,
        };
        return new AuditorOptions
        {
            Store = PlaceOf(values),
            Audit = values.Text(AuditorSettings.Key) is { Length: > 0 } key ? PinnedKey.AddTo(audit, key) : audit,
            RunsItself = values.Switch(GatewaySettings.Audit),
            Interval = AuditSettings.IntervalOf(values),
            NotificationUrl = AuditSettings.NotificationUrlOf(values),
            NotificationUsername = values.Text(GatewaySettings.NotificationUsername)!,
            NotificationPassword = values.Text(GatewaySettings.NotificationPassword)!,
        };
    }

    private static StorePlace? PlaceOf(SettingValues values) => values.Text(AuditorSettings.Store) switch
    {
        null or "" => null,
        var text when AzureStoreLocation.IsAzure(text) => new StorePlace(StoreKind.Azure, "", text, values.Text(LedgerSettings.Container)),
        // What was meant to be a connection string holds a key.
        var text when text.Contains('=') => throw new SettingException("--audit-store is neither a folder nor a connection string that can be read"),
        var folder => new StorePlace(StoreKind.Folder, folder, "", null),
    };
}
