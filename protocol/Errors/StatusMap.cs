using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <summary>What a gRPC status is called elsewhere: as an HTTP status and as the exit code of a command.</summary>
public static class StatusMap
{
    /// <summary>The HTTP status immudb's REST gateway answers for <paramref name="code"/>.</summary>
    /// <remarks>Source: the mapping of grpc-gateway, which immugw 0.8 uses.</remarks>
    public static int ToHttp(StatusCode code) => code switch
    {
        StatusCode.Ok => 200,
        StatusCode.Cancelled => 408,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.Unauthenticated => 401,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        _ => 500,
    };

    /// <summary>The exit code of a command that ended with <paramref name="code"/>; 1 where no other says more.</summary>
    public static int ToExitCode(StatusCode code) => code switch
    {
        StatusCode.Ok => 0,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 2,
        StatusCode.NotFound => 3,
        StatusCode.Aborted or StatusCode.AlreadyExists => 4,
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => 5,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted => 6,
        StatusCode.DataLoss => 7,
        _ => 1,
    };
}
