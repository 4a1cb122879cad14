using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.KeyVault;

/// <summary>What is logged about the key.</summary>
internal static partial class KeyVaultLog
{
    [LoggerMessage(651, LogLevel.Information, "Roots are signed by {Key}; a newer version is taken at the next start")]
    public static partial void Pinned(ILogger log, string key);

    [LoggerMessage(652, LogLevel.Warning, "The key {Key} expires at {Expiry:u}; then this host cannot sign and does not start. Make a new key or extend this one")]
    public static partial void Expires(ILogger log, string key, DateTimeOffset expiry);
}
