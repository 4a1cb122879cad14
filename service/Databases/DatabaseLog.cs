using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Databases;

/// <summary>What is logged about databases that are opened and closed as they are wanted.</summary>
internal static partial class DatabaseLog
{
    /// <summary>The category.</summary>
    public const string Category = "ImmuFunctions.Databases";

    [LoggerMessage(41, LogLevel.Warning, "What was due of {Database} could not be done before it was closed; it is done after the next opening")]
    public static partial void NotSettled(ILogger log, string database, Exception exception);

    [LoggerMessage(42, LogLevel.Warning, "{Database} was closed, but not in order")]
    public static partial void NotClosed(ILogger log, string database, Exception exception);
}
