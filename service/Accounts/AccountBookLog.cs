using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What operators should know about the accounts.</summary>
internal static partial class AccountBookLog
{
    [LoggerMessage(811, LogLevel.Information, "Read the accounts: {Users} users and {Databases} databases from {Entries} entries in {Elapsed}")]
    public static partial void Opened(ILogger log, int users, int databases, ulong entries, TimeSpan elapsed);

    [LoggerMessage(812, LogLevel.Warning, "The accounts could not be read again; what is known of them is {Age} old, and is not used once that is over {Bound}")]
    public static partial void LookFailed(ILogger log, TimeSpan age, TimeSpan bound, Exception exception);

    [LoggerMessage(813, LogLevel.Error, "The system ledger is damaged, or written by a later version: nobody is let in until it can be read")]
    public static partial void Unreadable(ILogger log, Exception exception);
}
