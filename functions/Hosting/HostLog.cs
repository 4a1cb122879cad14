namespace ImmuFunctions.Functions.Hosting;

/// <summary>What the host logs about itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening at {Endpoint} for the ledger in {Place}")]
    public static partial void Ready(ILogger log, Uri endpoint, string place);

    [LoggerMessage(2, LogLevel.Error, "The ledger cannot be opened; the next call tries again")]
    public static partial void NotOpen(ILogger log, Exception e);
}
