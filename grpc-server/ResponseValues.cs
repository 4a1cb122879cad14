using System.Globalization;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.GrpcServer;

/// <summary>Values of response headers and trailers that are made once: a <see cref="StringValues"/> of a constant string costs nothing to hand out again.</summary>
internal static class ResponseValues
{
    private static readonly StringValues[] StatusValues =
        [.. Enumerable.Range(0, (int)StatusCode.Unauthenticated + 1).Select(code => new StringValues(code.ToString(CultureInfo.InvariantCulture)))];

    public static StringValues ContentType { get; } = new(GrpcHeaders.ContentType);

    public static StringValues Ok { get; } = StatusValues[0];

    /// <summary>The decimal text of <paramref name="code"/>.</summary>
    public static StringValues Status(StatusCode code) => StatusValues[(int)code];
}
