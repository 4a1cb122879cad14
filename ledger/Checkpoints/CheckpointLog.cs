using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>What is logged about checkpoints.</summary>
internal static partial class CheckpointLog
{
    [LoggerMessage(501, LogLevel.Debug, "Published the checkpoint of {Size} entries, root {Root}")]
    public static partial void Published(ILogger log, ulong size, string root);

    [LoggerMessage(502, LogLevel.Warning, "No checkpoint could be published; trying again in {Pause}")]
    public static partial void Failed(ILogger log, TimeSpan pause, Exception e);

    [LoggerMessage(503, LogLevel.Error, "The log contradicts a checkpoint that was published before; none is signed")]
    public static partial void Contradiction(ILogger log, Exception e);

    [LoggerMessage(504, LogLevel.Information, "Checkpoints are signed as {VerifierKey}")]
    public static partial void SignedAs(ILogger log, string verifierKey);
}
