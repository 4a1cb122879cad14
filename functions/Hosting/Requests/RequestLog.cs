namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>What is logged about requests: never their paths, which have keys in them, nor their headers, nor their bodies.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(20, LogLevel.Error, "The function {Function} failed unexpectedly at the request {RequestId}")]
    public static partial void Unexpected(ILogger log, string function, string requestId, Exception exception);
}
