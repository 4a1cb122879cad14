namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The failures of the conversation itself, in the words of grpc-go, which immudb's own clients know.</summary>
internal static class WireFault
{
    public static RpcException TooLarge(long length, int maxBytes, Exception? inner = null) =>
        new(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {maxBytes})", inner);

    public static RpcException BadFlag(byte flag) =>
        new(StatusCode.Internal, $"grpc: received unexpected payload format {flag}");

    public static RpcException CompressedWithoutEncoding() =>
        new(StatusCode.Internal, "grpc: compressed flag set with identity or empty encoding");

    public static RpcException UnknownEncoding(string? encoding) =>
        new(StatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");

    public static RpcException Undecompressable(Exception inner) =>
        new(StatusCode.Internal, "grpc: failed to decompress the received message", inner);

    public static RpcException MalformedRequest(Exception inner) =>
        new(StatusCode.Internal, "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data", inner);

    public static RpcException MalformedResponse(Exception inner) =>
        new(StatusCode.Internal, "grpc: failed to unmarshal the received message: proto: cannot parse invalid wire-format data", inner);

    /// <summary>The stream ended inside a message.</summary>
    public static RpcException Truncated() => new(StatusCode.Internal, "unexpected EOF");

    public static RpcException NoRequest() =>
        new(StatusCode.Internal, "cardinality violation: received no request message from non-client-streaming RPC");

    public static RpcException ManyRequests() =>
        new(StatusCode.Internal, "cardinality violation: received multiple request messages for non-client-streaming RPC");

    public static RpcException NoResponse() =>
        new(StatusCode.Internal, "cardinality violation: received no response message from non-server-streaming RPC");

    public static RpcException ManyResponses() =>
        new(StatusCode.Internal, "cardinality violation: received multiple response messages for non-server-streaming RPC");

    public static RpcException BadTimeout(string? text) =>
        new(StatusCode.Internal, $"malformed grpc-timeout: \"{text}\"");

    public static RpcException DeadlineExceeded(Exception? inner = null) =>
        new(StatusCode.DeadlineExceeded, "context deadline exceeded", inner);

    public static RpcException Cancelled(Exception? inner = null) =>
        new(StatusCode.Cancelled, "context canceled", inner);

    public static RpcException UnknownMethod(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 1
            ? new(StatusCode.Unimplemented, $"malformed method name: \"{path}\"")
            : new(StatusCode.Unimplemented, $"unknown method {path[(slash + 1)..]} for service {path[1..slash]}");
    }

    public static RpcException UnknownService(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 1 ? UnknownMethod(path) : new(StatusCode.Unimplemented, $"unknown service {path[1..slash]}");
    }

    /// <summary>The schema has the method; this server was built without it.</summary>
    public static RpcException Unbound(string method) =>
        new(StatusCode.Unimplemented, $"method {method} not implemented");
}
