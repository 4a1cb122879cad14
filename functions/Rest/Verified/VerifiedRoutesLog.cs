namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>What the verified routes log.</summary>
internal static partial class VerifiedRoutesLog
{
    [LoggerMessage(905, LogLevel.Error, "Nothing can be verified: the roots trusted here cannot be read or written")]
    public static partial void NoRoots(ILogger log, Exception exception);
}
