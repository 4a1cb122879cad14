namespace ImmuFunctions.Functions.Hosting;

/// <summary>What the host logs about itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening at {Endpoint} for the ledger in {Place}")]
    public static partial void Ready(ILogger log, Uri endpoint, string place);
}
