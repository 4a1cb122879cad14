using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>Everything that can be set on this host, under immudb's own names where immudb has one.</summary>
internal static class HostSettings
{
    public static readonly Setting Address = new("address", "127.0.0.1", "Address to listen at; 0.0.0.0 for every network of the machine.") { Letter = "-a" };
    public static readonly Setting Port = new("port", "3322", "Port to listen at; 0 for any free one.") { Letter = "-p" };
    public static readonly Setting MaxReceive = new("max-recv-msg-size", "4194304", "Largest message taken from a client, in bytes.");
    public static readonly Setting Config = new("config", null, "Configuration file in TOML with the names above as keys.");

    public static IReadOnlyList<Setting> All { get; } = [Address, Port, .. LedgerSettings.All, MaxReceive, Config];
}
