using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>Header names and values of gRPC over HTTP/2.</summary>
/// <remarks>Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.</remarks>
internal static class GrpcHeaders
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Timeout = "grpc-timeout";
    public const string Gzip = "gzip";
    public const string Identity = "identity";

    /// <summary>What both sides here can read, as a value of <see cref="AcceptEncoding"/>.</summary>
    public const string AcceptedEncodings = "identity,gzip";

    public const string ContentType = "application/grpc";

    // A StringValues of a constant string costs nothing to hand out again.
    private static readonly StringValues[] StatusValues =
        [.. Enumerable.Range(0, (int)StatusCode.Unauthenticated + 1).Select(code => new StringValues(code.ToString(System.Globalization.CultureInfo.InvariantCulture)))];

    public static StringValues ContentTypeValue { get; } = new(ContentType);

    public static StringValues OkValue { get; } = StatusValues[0];

    /// <summary>The decimal text of <paramref name="code"/>, made once.</summary>
    public static StringValues StatusValue(StatusCode code) => StatusValues[(int)code];

    /// <summary>Whether <paramref name="contentType"/> announces gRPC with protobuf messages.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = contentType.AsSpan(ContentType.Length);
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase))
            rest = rest["+proto".Length..];
        return rest.IsEmpty || rest[0] == ';' || rest[0] == ' ';
    }

    /// <summary>Whether one of the comma-separated <paramref name="values"/> is gzip.</summary>
    public static bool AcceptsGzip(StringValues values)
    {
        foreach (var value in values)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim().Equals(Gzip, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
