using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>What is logged about the upkeep of the index.</summary>
internal static partial class UpkeepLog
{
    [LoggerMessage(401, LogLevel.Warning, "The index could not be written; trying again in {Pause}")]
    public static partial void Failed(ILogger log, TimeSpan pause, Exception e);

    [LoggerMessage(402, LogLevel.Error, "Runs of the index cannot be merged; reads and writes go on, reads more slowly. Trying again in {Pause}")]
    public static partial void CannotMerge(ILogger log, TimeSpan pause, Exception e);

    [LoggerMessage(403, LogLevel.Warning, "Making the index again from the log: {Reason}")]
    public static partial void Rebuilding(ILogger log, string reason);

    [LoggerMessage(404, LogLevel.Debug, "Wrote {Name}: {Rows} rows, {Bytes} bytes")]
    public static partial void Wrote(ILogger log, string name, long rows, long bytes);

    [LoggerMessage(405, LogLevel.Debug, "Deleted {Name}, which was merged into another run")]
    public static partial void Deleted(ILogger log, string name);

    [LoggerMessage(406, LogLevel.Warning, "Entries {From} to {To} stay in memory: {Name} ends at {Size}. It was removed or replaced while this process ran; restart to make the index again")]
    public static partial void Gap(ILogger log, ulong from, ulong to, string name, ulong size);

    [LoggerMessage(407, LogLevel.Warning, "Runs in {Name} that are no longer needed could not be deleted; they take room and do no harm")]
    public static partial void NotDeleted(ILogger log, string name, Exception e);
}
