using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>What can be set for the auditor of this host's ledgers, besides what it shares with that of a ledger elsewhere (<see cref="Gateway.GatewaySettings"/>).</summary>
internal static class AuditorSettings
{
    public static readonly Setting Store = new("audit-store", null, "Where the audit keeps what it remembers and found: a folder, a connection string of Azure Storage, or https://<account>.blob.core.windows.net. Best where those who can write to the ledger cannot. [default: beside the ledger, under its name and '-audit']");
    public static readonly Setting Key = new("audit-key", null, "The public key that checkpoints must be signed by: a verifier key (name+id+key), a PEM file, or the 65 bytes of its point in base64. [default: this host's own, pinned on first use]");
    public static readonly Setting Entries = new("audit-entries", "1048576", "Old entries that one audit reads again at most, beside all new ones; the next goes on from there.");
    public static readonly Setting Mebibytes = new("audit-mib", "256", "Old log that one audit reads again at most, in MiB; runs of the index up to four times as much.");

    public static IReadOnlyList<Setting> All { get; } = [Store, Key, Entries, Mebibytes];
}
