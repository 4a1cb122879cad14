using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Errors;

public sealed class StatusMapTests
{
    [Theory]
    [InlineData(StatusCode.Ok, 200, 0)]
    [InlineData(StatusCode.Cancelled, 408, 1)]
    [InlineData(StatusCode.Unknown, 500, 1)]
    [InlineData(StatusCode.InvalidArgument, 400, 2)]
    [InlineData(StatusCode.DeadlineExceeded, 504, 6)]
    [InlineData(StatusCode.NotFound, 404, 3)]
    [InlineData(StatusCode.AlreadyExists, 409, 4)]
    [InlineData(StatusCode.PermissionDenied, 403, 5)]
    [InlineData(StatusCode.ResourceExhausted, 429, 6)]
    [InlineData(StatusCode.FailedPrecondition, 400, 2)]
    [InlineData(StatusCode.Aborted, 409, 4)]
    [InlineData(StatusCode.OutOfRange, 400, 2)]
    [InlineData(StatusCode.Unimplemented, 501, 1)]
    [InlineData(StatusCode.Internal, 500, 1)]
    [InlineData(StatusCode.Unavailable, 503, 6)]
    [InlineData(StatusCode.DataLoss, 500, 7)]
    [InlineData(StatusCode.Unauthenticated, 401, 5)]
    public void Map_EveryCode_HasHttpStatusAndExitCode(StatusCode code, int http, int exit)
    {
        Assert.Equal(http, StatusMap.ToHttp(code));
        Assert.Equal(exit, StatusMap.ToExitCode(code));
    }
}
