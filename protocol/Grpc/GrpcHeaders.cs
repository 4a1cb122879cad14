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
}
