using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>What is logged about commits.</summary>
internal static partial class CommitLog
{
    [LoggerMessage(101, LogLevel.Error, "{Count} batches were refused")]
    public static partial void Refused(ILogger log, int count, Exception e);

    [LoggerMessage(102, LogLevel.Debug, "Another writer committed after entry {Size}; following")]
    public static partial void Behind(ILogger log, ulong size);
}
