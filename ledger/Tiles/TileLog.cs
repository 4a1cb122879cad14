using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>What is logged about derived tiles.</summary>
internal static partial class TileLog
{
    [LoggerMessage(201, LogLevel.Warning, "Could not write {Name}; trying again in {Pause}")]
    public static partial void NotWritten(ILogger log, string name, TimeSpan pause, Exception e);

    [LoggerMessage(202, LogLevel.Warning, "{Count} tiles were not written before the stop; the next start makes them from the log")]
    public static partial void LeftUnwritten(ILogger log, int count);

    [LoggerMessage(203, LogLevel.Warning, "{Name} is missing or unfinished; it is made again from the log")]
    public static partial void Rebuilding(ILogger log, string name);
}
