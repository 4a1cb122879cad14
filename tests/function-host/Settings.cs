using ImmuFunctions.HostEmulator.Tests.Exercises;

namespace ImmuFunctions.HostEmulator.Tests;

/// <summary>Settings of apps under test.</summary>
internal static class Settings
{
    /// <summary>A ledger in a folder.</summary>
    /// <param name="folder">The ledger's.</param>
    /// <param name="key">PEM file of the key that signs.</param>
    public static Dictionary<string, string> Of(string folder, string key) => new()
    {
        ["IMMUDB_DIR"] = folder,
        ["IMMUDB_SIGNING_KEY"] = key,
        ["IMMUDB_CHECKPOINT_ORIGIN"] = "log.example.com/tests",
        ["IMMUDB_ADMIN_PASSWORD"] = Session.Password,
        ["IMMUDB_VALUE_INDEX"] = "true",
    };
}
