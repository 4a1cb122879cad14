using Microsoft.Extensions.Logging;

namespace ImmuFunctions.GrpcServer;

internal static partial class GrpcLog
{
    [LoggerMessage(EventId = 2001, EventName = "CallFailed", Level = LogLevel.Error,
        Message = "{Method} failed; the caller sees no detail")]
    public static partial void CallFailed(ILogger logger, string method, Exception exception);
}
