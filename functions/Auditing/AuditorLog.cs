using ImmuFunctions.Ledger.Auditing;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>What the auditor of this host's ledgers logs. The first three ids stay: alerts ask for them.</summary>
internal static partial class AuditorLog
{
    /// <summary>The category, and the meter's name.</summary>
    public const string Category = "ImmuFunctions.Audit";

    [LoggerMessage(7001, LogLevel.Information, "Audit {Id} passed: {Summary}")]
    public static partial void Passed(ILogger log, string id, string summary);

    [LoggerMessage(7002, LogLevel.Error, "Audit {Id} of {Database} FAILED: {Fault}, {Entries}: {What}. Expected {Expected}; found {Found}. Remembered stays {Size} entries with root {Root}")]
    public static partial void Failed(ILogger log, string id, string database, AuditFault fault, string entries, string what, string expected, string found, ulong size, string root);

    [LoggerMessage(7003, LogLevel.Warning, "{Database} could not be audited: {Reason}")]
    public static partial void NotDone(ILogger log, string database, string reason);

    [LoggerMessage(7004, LogLevel.Warning, "What audit {Id} of {Database} found could not be kept: {Reason}")]
    public static partial void NotKept(ILogger log, string id, string database, string reason);

    [LoggerMessage(7005, LogLevel.Information, "Another audit of {Database} was first; this one counts for nothing")]
    public static partial void Superseded(ILogger log, string database);

    [LoggerMessage(7006, LogLevel.Warning, "Nobody was told about the audit: {Fault}")]
    public static partial void NotNotified(ILogger log, string fault);

    [LoggerMessage(7007, LogLevel.Error, "The auditor met something unexpected; it goes on")]
    public static partial void Unexpected(ILogger log, Exception exception);

    [LoggerMessage(7008, LogLevel.Warning, "Not all databases could be listed; those that are known are audited: {Reason}")]
    public static partial void NotListed(ILogger log, string reason);
}
