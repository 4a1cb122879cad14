using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client.Auditing;

/// <summary>What auditors of ledgers elsewhere log. The ids stay: alerts ask for them.</summary>
public static partial class AuditLog
{
    /// <summary>The log is the one remembered, and more.</summary>
    [LoggerMessage(911, LogLevel.Information, "{Database} of {Server} at {Address} is the log remembered ({Previous}), and has {Current} now")]
    public static partial void Passed(ILogger log, string database, string server, string address, string previous, string current);

    /// <summary>There was no log, or none remembered, to check.</summary>
    [LoggerMessage(912, LogLevel.Information, "{Database} of {Server} at {Address}: nothing to check yet; remembering {Current}")]
    public static partial void NothingChecked(ILogger log, string database, string server, string address, string current);

    /// <summary>The log is not the one remembered.</summary>
    [LoggerMessage(913, LogLevel.Warning, "TAMPERED: {Database} of {Server} at {Address}: {Failure}. Remembered stays {Previous}")]
    public static partial void Tampered(ILogger log, string database, string server, string address, string failure, string previous);

    /// <summary>The check could not be made.</summary>
    [LoggerMessage(914, LogLevel.Warning, "{Database} of {Server} at {Address} could not be audited: {Failure}")]
    public static partial void Failed(ILogger log, string database, string server, string address, string failure);

    /// <summary>The receiver of audits was not told.</summary>
    [LoggerMessage(915, LogLevel.Warning, "Nobody was told about the audit: {Fault}")]
    public static partial void NotNotified(ILogger log, string fault);

    /// <summary>The auditor itself failed; a defect.</summary>
    [LoggerMessage(916, LogLevel.Error, "The auditor met something unexpected; it goes on")]
    public static partial void Unexpected(ILogger log, Exception exception);

    /// <summary>Logs a report as what it is.</summary>
    public static void Write(ILogger log, AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        switch (report.Outcome)
        {
            case AuditOutcome.Passed:
                Passed(log, report.Database, report.Server, report.ServerAddress, report.Previous.ToString(), report.Current.ToString());
                break;
            case AuditOutcome.NothingChecked:
                NothingChecked(log, report.Database, report.Server, report.ServerAddress, report.Current.ToString());
                break;
            case AuditOutcome.Tampered:
                Tampered(log, report.Database, report.Server, report.ServerAddress, report.Failure ?? "", report.Previous.ToString());
                break;
            default:
                Failed(log, report.Database, report.Server, report.ServerAddress, report.Failure ?? "");
                break;
        }
    }
}
