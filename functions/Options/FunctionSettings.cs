using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Options;

/// <summary>Everything that can be set on this host: what every host of a ledger has, and immudb's gateway's own names where it has one.</summary>
internal static class FunctionSettings
{
    public static readonly Setting Address = new("address", "127.0.0.1", "Address to listen at when run alone; 0.0.0.0 for every network of the machine.") { Letter = "-a", Variables = ["IMMUGW_ADDRESS", "IMMUDB_ADDRESS"] };
    public static readonly Setting Port = new("port", "3323", "Port to listen at when run alone; 0 for any free one. Under the Functions host, FUNCTIONS_CUSTOMHANDLER_PORT counts.") { Letter = "-p", Variables = ["IMMUGW_PORT", "IMMUDB_PORT"] };

    public static readonly Setting TlogPublic = new("tlog-public", "hashes", "What everybody may read under /tlog/ without login: 'none', 'checkpoints', 'hashes' (checkpoints too) or 'all' (entries and receipts too).");
    public static readonly Setting Timers = new("timers", "false", "When run alone: let callers on this machine start what the Functions host starts by its timers, with POST /upkeep and the like.") { IsSwitch = true };

    public static IReadOnlyList<Setting> All { get; } = [Address, Port, TlogPublic, Timers, .. HttpSettings.All, .. LedgerSettings.All, .. GatewaySettings.All, .. AuditorSettings.All];
}
