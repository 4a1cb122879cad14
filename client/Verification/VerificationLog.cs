using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client.Verification;

/// <summary>What verification logs. No keys, no values.</summary>
internal static partial class VerificationLog
{
    [LoggerMessage(901, LogLevel.Warning, "{Rpc} on {Database} of {Server} is not verified: {Fault}")]
    public static partial void NotVerified(ILogger log, string rpc, string database, string server, string fault);

    [LoggerMessage(902, LogLevel.Warning, "The ledger has another identity: {Now} instead of {Before}. What was remembered of its logs does not speak of these")]
    public static partial void IdentityChanged(ILogger log, string before, string now);

    [LoggerMessage(903, LogLevel.Error, "What was verified cannot be remembered; until it can, less is noticed")]
    public static partial void NotRemembered(ILogger log, Exception exception);

    [LoggerMessage(904, LogLevel.Information, "First use of {Database} of {Server}: trusting a log of {Root}")]
    public static partial void TrustedOnFirstUse(ILogger log, string database, string server, string root);
}
