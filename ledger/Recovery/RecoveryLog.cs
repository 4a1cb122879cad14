using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Recovery;

/// <summary>What is logged about reading the log at the start.</summary>
internal static partial class RecoveryLog
{
    [LoggerMessage(301, LogLevel.Information, "Read and checked {Entries} entries in {Segments} segments in {Elapsed}")]
    public static partial void Done(ILogger log, ulong entries, int segments, TimeSpan elapsed);

    [LoggerMessage(302, LogLevel.Information, "Reading the log: {Entries} entries checked, now in {Segment}")]
    public static partial void Progress(ILogger log, ulong entries, string segment);

    [LoggerMessage(303, LogLevel.Warning, "Cut {Bytes} bytes from {Segment} at byte {Position}: an append that was under way when the process died; nobody was told it had succeeded")]
    public static partial void Cut(ILogger log, string segment, int bytes, long position);

    [LoggerMessage(304, LogLevel.Warning, "{Name} is not a segment; it is not read")]
    public static partial void Stranger(ILogger log, string name);
}
